import type { Finding } from "../problem.ts";

/** What is said of a text that is no service's principal. */
export function unknownServiceFinding(got: string, meant: string | undefined): Finding {
  const remedy = meant === undefined ? "see the service's page about its roles" : `did you mean ${JSON.stringify(meant)}?`;
  return { what: "is no AWS service, and IAM takes no role policy that names it", got, remedy };
}
