"""What goes wrong between page and server: it is shown, and goes away by itself."""

from __future__ import annotations

import re

from playwright.sync_api import Route, WebSocket, expect

from tests.integration.games import RED_WINS
from tests.integration.server import Server

from .network import Network
from .visitor import play
from .visitors import Visitors
from .witness import lost_connection


def test_game_goes_on_after_the_server_was_killed(visitors: Visitors, mortal_server: Server) -> None:
    base = f"http://localhost:{mortal_server.port}"
    ada, ben, eve = visitors(base), visitors(base), visitors(base)
    ada.open_room()
    ben.visit(ada.join_link)
    eve.visit(ada.watch_link)
    play(ada, ben, RED_WINS[:3])
    eve.sees(RED_WINS[:3], "Yellow's move")

    visitors.witness.allow(lost_connection(mortal_server.port))
    mortal_server.kill()
    for visitor in (ada, ben, eve):
        expect(visitor.bar).to_have_text("Reconnecting …")
        expect(visitor.bar).to_be_visible()
    # A move made meanwhile shows at once, and is sent when the server is back.
    ben.drop(RED_WINS[3])
    ben.sees(RED_WINS[:4], "Opponent's move")

    mortal_server.start()
    for visitor in (ada, ben, eve):
        expect(visitor.bar).to_be_hidden()
    ada.sees(RED_WINS[:4], "Your move")
    play(ada, ben, RED_WINS[4:], after=4)
    ada.sees(RED_WINS, "You won")
    ben.sees(RED_WINS, "Opponent won")
    eve.sees(RED_WINS, "Red won")


def test_room_opened_before_the_kill_is_joined_after_it(visitors: Visitors, mortal_server: Server) -> None:
    base = f"http://localhost:{mortal_server.port}"
    ada, ben = visitors(base), visitors(base)
    ada.open_room()
    link = ada.join_link
    visitors.witness.allow(lost_connection(mortal_server.port))
    mortal_server.kill()
    expect(ada.bar).to_be_visible()
    mortal_server.start()
    ben.visit(link)
    play(ada, ben, [3, 2])
    ada.sees([3, 2], "Your move")


def test_network_that_is_cut_shows_a_bar_until_it_is_mended(
    visitors: Visitors, server: Server, network: Network
) -> None:
    ada, ben = visitors(f"http://localhost:{network.port}"), visitors()
    ada.open_room()
    ben.visit(ada.join_link.replace(str(network.port), str(server.port)))
    play(ada, ben, [3])
    expect(ben.headline).to_have_text("Your move")

    visitors.witness.allow(lost_connection(network.port))
    network.cut()
    expect(ada.bar).to_have_text("Reconnecting …")
    expect(ada.player("You")).to_contain_text("reconnecting")
    expect(ada.spoken).to_have_text("Reconnecting …")
    expect(ben.player("Opponent")).to_contain_text("away")
    ben.drop(2)
    ada.sees([3], "Opponent's move")

    network.mend()
    expect(ada.bar).to_be_hidden()
    ada.sees([3, 2], "Your move")
    ada.drop(3)
    ben.sees([3, 2, 3], "Your move")


def test_opponent_who_leaves_and_comes_back_is_shown(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room(name="Ada")
    ben.visit(ada.join_link)
    play(ada, ben, [3])
    expect(ben.player("Opponent")).to_contain_text("online")
    address = ada.page.url
    ada.page.close()
    expect(ben.player("Opponent")).to_contain_text("away")
    expect(ben.status).to_contain_text("Ada is away. The game waits.")
    expect(ben.spoken).to_have_text(re.compile(r"Ada is away\. The game waits\.$"))
    ben.drop(2)
    again = visitors.tab(ada)
    again.visit(address)
    again.sees([3, 2], "Your move")
    expect(ben.player("Opponent")).to_contain_text("online")
    expect(ben.status).not_to_contain_text("away")


def test_player_whose_tab_sleeps_in_the_background_stays_there(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    sockets: list[WebSocket] = []

    def note(opened: WebSocket) -> None:
        sockets.append(opened)

    ada.page.on("websocket", note)
    ada.open_room()
    ben.visit(ada.join_link)
    ben.sees([], "Opponent's move")
    # Headless pages are always in sight, and their timers run.
    ada.page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
      for (let timer = setTimeout(() => {}); timer > 0; timer--) clearTimeout(timer);
      window.setTimeout = () => 0;
    }""")
    with sockets[0].expect_event("framesent", lambda frame: '"ping"' in frame):
        pass


def test_win_is_claimed_from_an_opponent_who_stays_cut_off(
    visitors: Visitors, server: Server, network: Network
) -> None:
    ada, ben = visitors(), visitors(f"http://localhost:{network.port}")
    ada.open_room(name="Ada")
    ben.visit(ada.join_link.replace(str(server.port), str(network.port)))
    play(ada, ben, [3, 2, 3])
    expect(ben.headline).to_have_text("Your move")
    visitors.witness.allow(lost_connection(network.port))
    network.cut()
    expect(ada.page.locator("#aside")).to_have_text("You can claim the win now.")
    ada.button("Claim the win").click()
    expect(ada.headline).to_have_text("You won")
    expect(ada.status).to_contain_text("Opponent left the game.")
    network.mend()
    expect(ben.headline).to_have_text("Ada won")
    expect(ben.status).to_contain_text("You left the game.")
    expect(ada.player("Opponent")).to_contain_text("online")


def test_page_opened_while_no_socket_comes_through_enters_when_one_does(
    visitors: Visitors, server: Server, network: Network
) -> None:
    ada = visitors(f"http://localhost:{network.port}")
    visitors.witness.allow(lost_connection(network.port))
    network.cut()

    def from_the_server(route: Route) -> None:
        url = route.request.url.replace(str(network.port), str(server.port))
        route.fulfill(response=route.fetch(url=url))

    # To the browser, pages that it was given so come from the public internet.
    ada.page.context.grant_permissions(["local-network-access"])
    ada.page.route("**/*", from_the_server)
    ada.visit("/play")
    expect(ada.bar).to_have_text("The server doesn't answer. Trying again …")
    expect(ada.spoken).to_have_text("The server doesn't answer. Trying again …")
    network.mend()
    expect(ada.page.get_by_role("heading", name="Invite your opponent")).to_be_visible()
    expect(ada.bar).to_be_hidden()
    ada.page.unroute_all(behavior="wait")
