// Opens a document with the JavaScript implementation of Automerge and prints what it finds as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [file, modules] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/"));
const Automerge = require("@automerge/automerge");

const document = Automerge.load(readFileSync(file));
const rows = {};
for (const key of Object.keys(document)) {
  const values = Automerge.getConflicts(document, key) ?? { only: document[key] };
  rows[key] = Object.values(values).map((value) => JSON.parse(value));
}
const history = Automerge.getHistory(document).map(({ change }) => ({
  actor: change.actor,
  number: change.seq,
  operator: change.message,
  time: change.time,
  operations: change.ops.length,
}));
// What this implementation writes, it reads again: nothing in the file is beyond it.
const again = Automerge.load(Automerge.save(document));
const same = JSON.stringify(Automerge.getHeads(again)) === JSON.stringify(Automerge.getHeads(document));
console.log(JSON.stringify({ rows, history, same }));
