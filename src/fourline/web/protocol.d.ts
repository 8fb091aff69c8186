// What the server sends in version 1, as docs/protocol.md describes it. Types only: nothing of this reaches a browser.

import type { Cell, Color } from "./static/position.js";

export type Seat = "host" | "guest";
export type Role = Seat | "spectator";

export interface Outcome {
  winner: Color | null;
  reason: string;
  lines?: Cell[][];
  game_id?: string;
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
  colors: Record<Color, Seat>;
  names: Record<Seat, string | null>;
  seated: Record<Seat, boolean>;
  outcome: Outcome | null;
}

export interface Joined {
  type: "joined";
  seq: number;
  seat: Seat;
  name?: string | null;
}

export interface Play {
  type: "play";
  seq: number;
  player: Color;
  column: number;
  row: number;
  ply: number;
}

export interface Win {
  type: "win";
  seq: number;
  player: Color;
  reason: string;
  lines?: Cell[][];
  game_id?: string;
}

export interface Draw {
  type: "draw";
  seq: number;
  reason: string;
  game_id?: string;
}

export type NumberedEvent = Joined | Play | Win | Draw;

export interface Presence {
  type: "presence";
  host: boolean;
  guest: boolean;
  spectators: number;
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

export type ServerMessage = Init | Snapshot | NumberedEvent | Presence | Ok | Refusal | Bye | Pong;

/** What a page asks for; the outbox adds the id. */
export interface PlayCommand {
  type: "play";
  column: number;
  at: number;
}

export type Command = PlayCommand;
