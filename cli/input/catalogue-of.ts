import { actionsOfOperation } from "../../iam/api-operations.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";

/**
 * The catalogue of the action's service and of KMS, which other services ask in the caller's name, and what is wrong with the action: it is
 * an operation of an API that other actions decide, AWS has no such service, or the service has an action of nearly the same name. Other
 * actions may be newer than the catalogue; the explanation says so.
 * @param further services that are asked about besides
 */
export async function catalogueOf(
  action: string,
  further: readonly string[] = [],
): Promise<{
  readonly catalogue: Catalogue;
  readonly problem?: string;
}> {
  const deciding = actionsOfOperation(action);
  if (deciding !== undefined) {
    const problem = `is an operation that no policy names, got ${JSON.stringify(action)}; ask about what decides it: ${deciding.join(", ")}`;
    return { catalogue: await loadCatalogue(["kms"]), problem };
  }
  const service = (action.split(":")[0] ?? "").toLowerCase();
  try {
    const catalogue = await loadCatalogue([...new Set([service, "kms", ...further])]);
    const suggestion = catalogue.action(action) === undefined ? catalogue.suggestAction(action) : undefined;
    if (suggestion === undefined) return { catalogue };
    return {
      catalogue,
      problem: `is not an action of ${service}, got ${JSON.stringify(action)}; did you mean ${JSON.stringify(suggestion)}?`,
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/^catalogue: /, "is of ") : String(error);
    return { catalogue: await loadCatalogue(["kms"]), problem };
  }
}
