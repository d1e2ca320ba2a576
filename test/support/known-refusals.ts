/**
 * What validation accepts and a rehearsal refuses, as drawn organizations have shown: each is to be refused with a position, or to work. An
 * entry goes when that is done.
 */
export const KNOWN_REFUSALS: readonly { readonly what: string; readonly refusal: RegExp }[] = [
  {
    what: "a table whose name holds a dot, or has more than 235 letters, gives its key an alias that AWS does not take",
    refusal: /(?:a name that AWS does not take|longer than 256 characters), got "alias\//,
  },
  {
    what: "an existing secret that is shared and does not say its key is taken to lie under AWS's own",
    refusal: /default KMS service key/,
  },
  {
    what: "an organization without id is created, and cannot have accounts and units that exist",
    refusal: /organizations\/(?:account:Account|organizationalUnit:OrganizationalUnit) \S+ does not exist/,
  },
  { what: "a key that a table or secret names by its ARN alone is not known to exist", refusal: /KMS key arn:\S+ does not exist/ },
  {
    what: "a network or role cannot exist in an account that is created",
    refusal: /vpc ID '\S+' does not exist|role with name \S+ cannot be found|role\.existing of/,
  },
  { what: "tenants that may only write, on indexes alone, may do nothing", refusal: /tenants: the list is empty/ },
];
