import { type Path, type Problem, problem } from "../json-problem.ts";
import { asList, type StatementDocument } from "./policy-document.ts";

const SPECIAL = /^[*?$]$/;
const VARIABLE = /^[^\s,'{]+(?:\s*,\s*'[^']*')?$/;
const REMEDY = "write it as in ${aws:username} or ${aws:PrincipalTag/team, 'none'}";

/**
 * What AWS does not take as a policy variable, where variables are known: in Resource and Condition of Version 2012-10-17.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export function variableProblems({ Resource, NotResource, Condition }: StatementDocument, path: Path): Problem[] {
  const tested = Object.values(Condition ?? {}).flatMap((keys) => Object.values(keys).flatMap((values) => asList<unknown>(values)));
  const texts = [...asList(Resource), ...asList(NotResource), ...tested].filter((value) => typeof value === "string");
  return texts.filter(isMalformed).map((text) => problem(path, "has a variable that is none", text, REMEDY));
}

function isMalformed(text: string): boolean {
  return text
    .split("${")
    .slice(1)
    .some((rest) => {
      const end = rest.indexOf("}");
      const inner = rest.slice(0, end);
      return end < 0 || !(SPECIAL.test(inner) || VARIABLE.test(inner));
    });
}
