import { benchAdoption } from "./bench-adoption.ts";
import { benchDecisions } from "./bench-decisions.ts";
import { benchDeclaration } from "./bench-declaration.ts";
import { benchExplain } from "./bench-explain.ts";
import { benchGuardrails } from "./bench-guardrails.ts";
import { benchObserve } from "./bench-observe.ts";
import { benchOperation } from "./bench-operation.ts";
import { benchPack } from "./bench-pack.ts";
import { benchProof } from "./bench-proof.ts";
import { benchRehearsal } from "./bench-rehearsal.ts";
import { benchTry } from "./bench-try.ts";

const BENCHES: Readonly<Record<string, (out: (line: string) => void) => void | Promise<void>>> = {
  declaration: benchDeclaration,
  rehearsal: benchRehearsal,
  guardrails: benchGuardrails,
  decisions: benchDecisions,
  explain: benchExplain,
  proof: benchProof,
  adoption: benchAdoption,
  observe: benchObserve,
  operation: benchOperation,
  try: benchTry,
  pack: benchPack,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`bench: no such measurement, got ${JSON.stringify(unknown[0])}; there are ${Object.keys(BENCHES).join(", ")}`);
  process.exitCode = 2;
} else {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length === 0 || wanted.includes(name)) await bench((line) => console.log(line));
  }
}
