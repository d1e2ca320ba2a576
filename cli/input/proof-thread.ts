import { parentPort, workerData } from "node:worker_threads";
import { readFolder } from "../../model/folder/read-declaration.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { proofSubject } from "./proof-subject.ts";
import { handedOn, shareOf, type ThreadData, taskOf } from "./prove-in-threads.ts";
import { soundInventory } from "./read-inventory.ts";
import { organizationOf } from "./rehearsed-organization.ts";

// The second thread of a proof: it makes the subject anew, since what it is made of cannot be shared, and proves what it takes.
const { folder, now, resources, inventory, hasLayers, taken } = workerData as ThreadData;
const { declaration } = readFolder(folder, now, process.cwd());
if (declaration === undefined) throw new Error(`${folder}: changed while it was proven`);
const organization = organizationOf(plan(declaration), { resources }, soundInventory(inventory, folder));
const subject = await proofSubject(declaration, organization);
parentPort?.postMessage(handedOn(shareOf(taskOf(subject), { hasLayers, taken })));
