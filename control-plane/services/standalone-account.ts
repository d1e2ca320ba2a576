import { accountKey } from "../resource.ts";
import type { ResourceType } from "../resource-type.ts";

/** An account that exists without an organization being modelled around it, e.g. an external party's. */
export const STANDALONE_ACCOUNT: ResourceType = {
  token: "account",
  scope: "global",
  required: [],
  replacedBy: [],
  isTaggable: false,
  computed: [],
  make: ({ account }) => ({ id: account, outputs: {} }),
  foundAs: ({ account }) => [accountKey(account)],
};
