import type { Plan } from "../../../model/plan/plan.ts";

/**
 * A file of an account in words: `data.yaml of owner`; where a template makes the account, the template's file, which is that of other accounts
 * too.
 */
export function accountFileText(file: "account.yaml" | "data.yaml", account: string, plan: Pick<Plan, "accounts"> | undefined): string {
  const declaredAt = plan?.accounts.find(({ name }) => name === account)?.origin.file;
  const [, template] = /(?:^|\/)(templates\/[^/]+)\/account\.yaml$/.exec(declaredAt ?? "") ?? [];
  return template === undefined ? `${file} of ${account}` : `${template}/${file}, which makes ${account}`;
}
