import { type KeptRehearsal, keep } from "../../../cli/input/kept-rehearsal.ts";

// Writes the same rehearsal over and over, for the test of processes that do so at once.
const resources = Array.from({ length: 2000 }, (_, index) => ({
  name: `resource-${index.toString()}`,
  inputs: { policy: "x".repeat(200) },
}));
for (let times = 0; times < 20; times++) keep("key", { resources, provenance: [] } as unknown as KeptRehearsal, process.argv[2]);
