import { ControlPlane } from "../../control-plane/control-plane.ts";
import { FolderStore } from "../../control-plane/folder-store.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { existingResources } from "../../rehearsal/existing-resources.ts";

/** Adds the resources that the declaration says exist to the sandbox's store. One that is there already stays as it is. */
export async function seedExisting(folder: string, plan: Plan): Promise<void> {
  const store = new FolderStore(folder);
  try {
    (await ControlPlane.open(store)).seed(existingResources(plan));
  } finally {
    store.close();
  }
}
