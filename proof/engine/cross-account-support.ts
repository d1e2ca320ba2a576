/**
 * Services that take some of their calls from other accounts and refuse the rest whatever policies say. A decision is about policies; where
 * the service would refuse besides, the explanation says so.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 */
const TAKEN_FROM_OTHER_ACCOUNTS: Readonly<Record<string, ReadonlySet<string>>> = {
  dynamodb: new Set([
    "associatetablereplica",
    "batchgetitem",
    "batchwriteitem",
    "conditioncheckitem",
    "deleteitem",
    "deletetable",
    "describestream",
    "describetable",
    "getitem",
    "getrecords",
    "getsharditerator",
    "listtagsofresource",
    "putitem",
    "query",
    "readdataforreplication",
    "replicatesettings",
    "scan",
    "tagresource",
    "untagresource",
    "updateitem",
    "updatetable",
    "writedataforreplication",
  ]),
  kms: new Set([
    "creategrant",
    "decrypt",
    "derivesharedsecret",
    "describekey",
    "encrypt",
    "generatedatakey",
    "generatedatakeypair",
    "generatedatakeypairwithoutplaintext",
    "generatedatakeywithoutplaintext",
    "generatemac",
    "getkeyrotationstatus",
    "getpublickey",
    "listgrants",
    "reencryptfrom",
    "reencryptto",
    "retiregrant",
    "revokegrant",
    "sign",
    "verify",
    "verifymac",
  ]),
};

/** Whether the service takes an action, in lower case with its service, from principals of other accounts. */
export function isTakenFromOtherAccounts(action: string): boolean {
  const [service = "", name = ""] = action.split(":");
  return TAKEN_FROM_OTHER_ACCOUNTS[service]?.has(name) ?? true;
}
