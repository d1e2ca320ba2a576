import { ControlPlane } from "../../control-plane/control-plane.ts";
import { FolderStore } from "../../control-plane/folder-store.ts";
import { CATALOGUE, make, OWNER, role } from "./test-plane.ts";

// A process that writes into a shared folder, as a provider does: node folder-writer.ts FOLDER NAME COUNT [die]
const [, , folder = "", name = "", count = "0", how] = process.argv;
const store = new FolderStore(folder);
const plane = new ControlPlane(CATALOGUE, store);

for (let index = 0; index < Number(count); index++) make(plane, role(`${name}-${index}`));

if (how === "die") {
  store.transact((view) => {
    const taken = view.find(`aws:iam/role:Role ${OWNER.account}  ${name}-0`);
    if (taken === undefined) throw new Error("folder-writer: the first role is not there");
    process.stdout.write("dying\n");
    const half = { ...taken, key: `${taken.key}-half`, id: `${taken.id}-half`, aliases: [] };
    const call = { verb: "create", account: OWNER.account, region: "", type: taken.type, urn: "half", id: half.id } as const;
    // After the decision and before the commit: the entry is on its way when the process goes.
    return {
      result: undefined,
      get entry() {
        process.kill(process.pid, "SIGKILL");
        return { call, change: { put: [half], removed: [], counted: [] } };
      },
    };
  });
}

try {
  make(plane, role("contended"));
  process.stdout.write("won\n");
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
