// Rules enough for the peers, as simple as a tutorial's; the same as bench/servers/connect4.py.

export class Connect4 {
  moves = [];
  heights = [0, 0, 0, 0, 0, 0, 0];

  play(player, column) {
    if (player !== ["red", "yellow"][this.moves.length % 2]) throw new Error("It isn't your turn.");
    const row = this.heights[column];
    if (row === 6) throw new Error("This slot is full.");
    this.moves.push({ player, column, row });
    this.heights[column] += 1;
    return row;
  }

  hasWon() {
    return hasWon(this.moves);
  }
}

/** Tell whether the last of `moves` made four in a row. */
export function hasWon(moves) {
  const { player, column, row } = moves[moves.length - 1];
  const own = new Set(moves.filter((move) => move.player === player).map((move) => `${move.column},${move.row}`));
  return [[1, 0], [0, 1], [1, 1], [1, -1]].some(([right, up]) => {
    let length = 1;
    for (const sign of [1, -1]) {
      for (let step = 1; own.has(`${column + sign * step * right},${row + sign * step * up}`); step += 1) length += 1;
    }
    return length >= 4;
  });
}
