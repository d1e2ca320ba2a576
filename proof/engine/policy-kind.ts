/** The kinds of policy whose grammars differ. */
export type PolicyKind =
  | "identity policy"
  | "permissions boundary"
  | "session policy"
  | "resource policy"
  | "trust policy"
  | "key policy"
  | "endpoint policy"
  | "service control policy"
  | "resource control policy";
