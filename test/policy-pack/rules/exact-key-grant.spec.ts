import { exactKeyGrant } from "../../../policy-pack/rules/exact-key-grant.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const grant = (change: Record<string, unknown> = {}): PolicyTarget[] => [
  {
    type: "aws:kms/grant:Grant",
    props: { granteePrincipal: "arn:aws:iam::300000000002:role/reader", operations: ["Decrypt"], keyId: "1", ...change },
  },
];
const CONSTRAINTS = [{ encryptionContextEquals: { table: "orders" } }];

describeRule(exactKeyGrant, {
  right: () => grant(),
  refuses: [
    {
      fact: "a whole account",
      change: () => grant({ granteePrincipal: "arn:aws:iam::300000000002:root" }),
      says: /a whole account may use the key, got "arn:aws:iam::300000000002:root"/,
    },
    { fact: "an account's id", change: () => grant({ granteePrincipal: "300000000002" }) },
    { fact: "a pattern", change: () => grant({ granteePrincipal: "arn:aws:iam::300000000002:role/*" }) },
    {
      fact: "further grants",
      change: () => grant({ operations: ["Decrypt", "CreateGrant"] }),
      says: /may be given on to anyone, got \["Decrypt","CreateGrant"\]/,
    },
    { fact: "further grants with no constraint", change: () => grant({ operations: ["CreateGrant"], constraints: [] }) },
  ],
  accepts: [
    { fact: "further grants within constraints", change: () => grant({ operations: ["CreateGrant"], constraints: CONSTRAINTS }) },
    { fact: "a user", change: () => grant({ granteePrincipal: "arn:aws:iam::300000000002:user/a" }) },
    { fact: "operations with a constraint that is unknown", change: () => grant({ constraints: UNKNOWN_TEXT }) },
  ],
  leavesOpen: [
    { fact: "a principal that is unknown", change: () => grant({ granteePrincipal: UNKNOWN_TEXT }) },
    { fact: "operations that are unknown", change: () => grant({ operations: UNKNOWN_TEXT }) },
    { fact: "one operation that is unknown", change: () => grant({ operations: ["Decrypt", UNKNOWN_TEXT] }) },
    { fact: "further grants within unknown constraints", change: () => grant({ operations: ["CreateGrant"], constraints: UNKNOWN_TEXT }) },
  ],
});
