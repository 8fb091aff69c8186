// The board of a tutorial's page: seven columns of six cells. It shows what it is told, and throws at what can't be.

const COLUMNS = 7;
const ROWS = 6;

/** Fill an element with an empty board. */
export function createBoard(board) {
  for (let column = 0; column < COLUMNS; column++) {
    const button = document.createElement("button");
    button.className = "column";
    button.dataset.column = column;
    button.setAttribute("aria-label", `Column ${column + 1}`);
    for (let row = 0; row < ROWS; row++) {
      const cell = document.createElement("span");
      cell.className = "cell empty";
      button.append(cell);
    }
    board.append(button);
  }
}

/** Show a disc; throw if there is no such player or cell, if the cell is taken, or if the disc would float. */
export function playMove(board, player, column, row) {
  if (player !== "red" && player !== "yellow") throw new Error(`No such player: ${player}`);
  const cells = board.children[column]?.children;
  if (!cells) throw new RangeError(`No such column: ${column}`);
  const cell = cells[row];
  if (!cell) throw new RangeError(`No such row: ${row}`);
  if (cell.className !== "cell empty") throw new Error(`Not empty: column ${column}, row ${row}`);
  if (row > 0 && cells[row - 1].className === "cell empty") throw new Error(`Floats: column ${column}, row ${row}`);
  cell.className = `cell ${player}`;
}
