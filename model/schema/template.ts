import type { z } from "zod";
import { fields, mapOf, text } from "./grammar.ts";
import * as scalar from "./scalars.ts";

/** The name of a parameter, between `$(` and `)` where its value belongs. */
export const parameterName = text(
  /^[a-z][A-Za-z0-9]{0,39}$/,
  "the name of a parameter: letters and digits, beginning with a lower-case letter, at most 40 characters",
  "cidr",
);

/** `templates/<template>/template.yaml`: the accounts that are made from the files beside it. */
export const templateFile = fields(
  {
    parameters: mapOf(
      parameterName,
      scalar.reason,
      "parameters by name, each with what it is in words",
      "{ cidr: the range of the network }",
    ).optional(),
    accounts: mapOf(
      scalar.nameOf("an account", "orders-prod"),
      mapOf(parameterName, scalar.parameterValue, "values by parameter, each a text", '{ id: "200000000101", cidr: 10.101.0.0/16 }'),
      "accounts by name, each with its parameters",
      '{ billing-prod: { id: "200000000101", cidr: 10.101.0.0/16 } }',
    ),
  },
  "a template of accounts",
  '{ accounts: { billing-prod: { id: "200000000101" } } }',
);

export type TemplateFile = z.infer<typeof templateFile>;
