import * as pulumi from "@pulumi/pulumi";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { streamPolicy, tablePolicy } from "../../iam/table-policy.ts";
import { type AccountContext, reported } from "../wiring/layer.ts";
import { type GrantedTable, knownTable } from "./granted-data.ts";
import { hasStreamPolicy, hasTablePolicy, streamPolicyStatements, tablePolicyStatements } from "./table-policies.ts";

/** A policy as JSON, from the ARN of the table or stream that it is for. */
export type DocumentFor = (arn: pulumi.Output<string>) => pulumi.Output<string>;

/** The resource policies of a table and of its stream; undefined where there is nothing to say. */
export interface TableDocuments {
  readonly onTable: DocumentFor | undefined;
  readonly onStream: DocumentFor | undefined;
}

/** Writes the resource policies of a table and of its stream. */
export function tableDocuments(context: AccountContext, granted: GrantedTable): TableDocuments {
  return {
    onTable: hasTablePolicy(granted) ? tableDocument(context, granted) : undefined,
    onStream: hasStreamPolicy(granted) ? streamDocument(context, granted) : undefined,
  };
}

function tableDocument(context: AccountContext, granted: GrantedTable): DocumentFor {
  const { table, replicas } = granted;
  const resource = table.created && replicas.length > 0 ? `table-${table.name}-table` : `table-${table.name}-policy`;
  return (tableArn) =>
    pulumi.all([tableArn, knownTable(granted)]).apply(([arn, known]) => {
      const statements = reported(context, resource, tablePolicyStatements(context, known, arn));
      return render(tablePolicy(nonEmpty(statements, "statements")), { where: `table policy of ${table.name}` });
    });
}

function streamDocument(context: AccountContext, granted: GrantedTable): DocumentFor {
  const { table } = granted;
  return (streamArn) =>
    pulumi.all([streamArn, knownTable(granted)]).apply(([arn, known]) => {
      const statements = reported(context, `table-${table.name}-stream-policy`, streamPolicyStatements(context, known, arn));
      return render(streamPolicy(nonEmpty(statements, "statements")), { where: `stream policy of ${table.name}` });
    });
}
