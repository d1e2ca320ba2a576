import type { AskedRequest } from "../asked-request.ts";
import { type Refusal, refused } from "../refusal.ts";
import { type Input, inputsIn, textIn } from "../request-input.ts";
import { type CallPlace, tableArnOf } from "./known-tables.ts";

const FORMS: readonly (readonly [action: string, form: RegExp])[] = [
  ["PartiQLSelect", /^\s*(?:EXISTS\s*\(\s*)?SELECT\s[\s\S]*?\sFROM\s+"?([A-Za-z0-9_.:/-]+)"?(?:\."([A-Za-z0-9_.-]+)")?/i],
  ["PartiQLInsert", /^\s*INSERT\s+INTO\s+"?([A-Za-z0-9_.:/-]+)"?/i],
  ["PartiQLUpdate", /^\s*UPDATE\s+"?([A-Za-z0-9_.:/-]+)"?/i],
  ["PartiQLDelete", /^\s*DELETE\s+FROM\s+"?([A-Za-z0-9_.:/-]+)"?/i],
];
const WHAT = "what a PartiQL statement reads";

/**
 * What PartiQL statements ask. Their leading keys and attributes are not read here: a decision that turns on them is unknown.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
export function statementRequests(operation: string, input: Input, place: CallPlace): readonly AskedRequest[] | Refusal {
  const field = operation === "BatchExecuteStatement" ? "Statements" : "TransactStatements";
  const texts =
    operation === "ExecuteStatement" ? [textIn(input, "Statement")] : inputsIn(input, field).map((each) => textIn(each, "Statement"));
  const found: AskedRequest[] = [];
  for (const text of texts) {
    const read = FORMS.flatMap(([action, form]) => {
      const [, table, index] = form.exec(text ?? "") ?? [];
      return table === undefined ? [] : [{ action, table, index }];
    });
    const [statement] = read;
    if (statement === undefined) return refused("ValidationException", "Statement wasn't well formed, can't be processed");
    const arn = tableArnOf(statement.table, place);
    found.push({
      action: `dynamodb:${statement.action}`,
      resource: statement.index === undefined ? arn : `${arn}/index/${statement.index}`,
      context: operation === "ExecuteTransaction" ? { "dynamodb:EnclosingOperation": operation } : {},
      unknown: { "dynamodb:LeadingKeys": WHAT, "dynamodb:Attributes": WHAT, "dynamodb:FullTableScan": WHAT, "dynamodb:Select": WHAT },
    });
  }
  return found.length === 0 ? refused("ValidationException", "Statement wasn't well formed, can't be processed") : found;
}
