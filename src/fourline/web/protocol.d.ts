// What the server sends in version 1, as docs/protocol.md describes it. Types only: nothing of this reaches a browser.

import type { Cell, Color } from "./static/position.js";

export type Seat = "host" | "guest";
export type Role = Seat | "spectator";
export type OfferKind = "draw" | "takeback" | "rematch";
export type Phrase =
  "hello" | "good_luck" | "good_move" | "good_game" | "thanks" | "sorry" | "one_moment" | "bye";

export interface Outcome {
  winner: Color | null;
  reason: string;
  lines?: Cell[][];
  game_id?: string | null;
}

export interface Control {
  initial_ms: number;
  increment_ms: number;
}

/** What each color has left. */
export interface Times {
  red_ms: number;
  yellow_ms: number;
}

export interface ClockInState extends Control, Times {
  running: Color | null;
}

export type Offers = Record<OfferKind, Seat | null>;

export interface Tally {
  host: number;
  guest: number;
  draws: number;
}

export interface Init {
  type: "init";
  version: number;
  room: string;
  role: Role;
  /** To the host only. */
  join?: string;
  watch: string;
  notice?: string;
}

export interface Snapshot {
  type: "state";
  seq: number;
  game: number;
  /** One digit a move, columns 1-7. */
  moves: string;
  /** How many of them were set up before the game began. */
  start_ply: number;
  colors: Record<Color, Seat>;
  names: Record<Seat, string | null>;
  seated: Record<Seat, boolean>;
  tally: Tally;
  clock: ClockInState | null;
  offers: Offers;
  outcome: Outcome | null;
  private: boolean;
  listed: boolean;
  /** Absent if people play. */
  bot?: Bot;
}

export interface Bot {
  seat: Seat;
  /** 1-8. */
  level: number;
  /** Given against it in this game. */
  hints: number;
}

export interface Joined {
  type: "joined";
  seq: number;
  seat: Seat;
  name?: string | null;
  bot?: number;
}

export interface Play {
  type: "play";
  seq: number;
  player: Color;
  column: number;
  row: number;
  ply: number;
  clock?: Times;
}

export interface Win {
  type: "win";
  seq: number;
  player: Color;
  reason: string;
  lines?: Cell[][];
  game_id?: string;
  clock?: Times;
}

export interface Draw {
  type: "draw";
  seq: number;
  reason: string;
  game_id?: string;
  clock?: Times;
}

export interface Aborted {
  type: "aborted";
  seq: number;
}

export interface OfferEvent {
  type: "offer" | "declined" | "withdrawn";
  seq: number;
  offer: OfferKind;
  seat: Seat;
}

export interface Takeback {
  type: "takeback";
  seq: number;
  /** What remains. */
  moves: string;
  clock?: Times;
}

export interface Start {
  type: "start";
  seq: number;
  game: number;
  colors: Record<Color, Seat>;
  clock?: Times;
}

export interface Hinted {
  type: "hinted";
  seq: number;
  seat: Seat;
}

export interface Renamed {
  type: "renamed";
  seq: number;
  seat: Seat;
  name: string | null;
}

export interface PrivacyChanged {
  type: "privacy";
  seq: number;
  private: boolean;
}

export interface ListingChanged {
  type: "listing";
  seq: number;
  listed: boolean;
}

export type NumberedEvent =
  | Joined
  | Play
  | Win
  | Draw
  | Aborted
  | OfferEvent
  | Takeback
  | Start
  | Hinted
  | Renamed
  | PrivacyChanged
  | ListingChanged;

export interface Presence {
  type: "presence";
  host: boolean;
  guest: boolean;
  spectators: number;
  /** Whose absence may be claimed, and in how long. */
  claim?: { seat: Seat; in_ms: number };
  /** A tutorial's page plays: neither takeback nor rematch. */
  classic?: boolean;
}

export interface Said {
  type: "say";
  seat: Seat;
  phrase: Phrase;
}

/** The best moves, to who asked. */
export interface Hint {
  type: "hint";
  ply: number;
  columns: number[];
  score: number;
}

export interface Ok {
  type: "ok";
  id: string;
  seq?: number;
}

export interface Refusal {
  type: "error";
  code: string;
  message: string;
  id?: string;
}

export interface Bye {
  type: "bye";
  retry_ms: number;
}

export interface Pong {
  type: "pong";
  t?: number;
}

export type ServerMessage = Init | Snapshot | NumberedEvent | Presence | Said | Hint | Ok | Refusal | Bye | Pong;

/** What a page asks for; the outbox adds the id. */
export type Request =
  | { type: "play"; column: number }
  | { type: "resign" | "abort" | "claim" | "hint" }
  | { type: "offer" | "accept" | "decline" | "withdraw"; offer: OfferKind }
  | { type: "rename"; name: string | null }
  | { type: "privacy"; private: boolean }
  | { type: "listing"; listed: boolean };

export type Command = Request & { at: number };

/** What a page says and forgets: it has no answer, and is never sent twice. */
export type Remark = { type: "say"; phrase: Phrase } | { type: "sync" } | LobbyRequest;

// The lobby

export interface SeekListed {
  seek: string;
  name: string | null;
  clock: Control | null;
  color: Color | "random";
}

export interface GameListed {
  watch: string;
  names: Record<Seat, string | null>;
  moves: string;
  clock: Control | null;
}

export interface LobbySnapshot {
  type: "lobby";
  people: number;
  /** The latest first. */
  seeks: SeekListed[];
  games: GameListed[];
}

export interface Paired {
  type: "paired";
  room: string;
  role: Seat;
}

export type LobbyMessage = LobbySnapshot | Paired | Refusal | Bye | Pong;

export type LobbyRequest =
  | { type: "seek"; secret: string; clock: Control | null; color: string; name?: string }
  | { type: "unseek" }
  | { type: "take"; seek: string; secret: string; name?: string };
