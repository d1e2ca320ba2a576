import { nonEmpty } from "../../iam/non-empty.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import { deny } from "../../iam/statement.ts";

/** A statement that is as large as the number of its tables makes it. */
export const sizedStatement = (name: number, tables: number): ServiceControlStatement =>
  deny({
    sid: `Deny${name.toString()}`,
    actions: ["dynamodb:GetItem"],
    resources: nonEmpty(
      Array.from({ length: tables }, (_, place) => `arn:aws:dynamodb:eu-west-1:200000000002:table/t${place.toString()}`),
      "tables",
    ),
  });
