import { ControlPlane } from "../../control-plane/control-plane.ts";
import { FolderStore } from "../../control-plane/folder-store.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { existingResources } from "../../rehearsal/existing-resources.ts";

/** Puts what the declaration says exists into the sandbox's AWS; what is there already stays as it is. */
export async function seedExisting(folder: string, plan: Plan): Promise<void> {
  const store = new FolderStore(folder);
  try {
    (await ControlPlane.open(store)).seed(existingResources(plan));
  } finally {
    store.close();
  }
}
