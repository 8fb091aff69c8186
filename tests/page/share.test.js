import assert from "node:assert/strict";
import test from "node:test";

import { isLocal } from "../../src/fourline/web/static/share.js";

test("only this machine's own names lead nowhere elsewhere", () => {
  for (const name of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) assert.equal(isLocal(name), true, name);
  for (const name of ["192.168.1.7", "four.example", "localhost.example"]) assert.equal(isLocal(name), false, name);
});
