import { QUOTAS } from "../../iam/quota.ts";
import { globalArn } from "../place.ts";
import { textOf, textsOf } from "../properties.ts";
import type { DataSource, Facts, ResourceType } from "../resource-type.ts";
import { refuseBadText } from "../texts.ts";

const TOKEN = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
// Where no thumbprint is given, IAM fetches that of the issuer's certificate authority.
const FETCHED_THUMBPRINT = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

/** The issuer's URL as IAM stores it, without the scheme. */
function issuerOf(url: string): string {
  return url.replace(/^https:\/\//, "");
}

function providerArn(facts: Pick<Facts, "account" | "region">, url: string): string {
  return globalArn(facts, "iam", `oidc-provider/${issuerOf(url)}`);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const OPEN_ID_CONNECT_PROVIDER: ResourceType = {
  token: TOKEN,
  scope: "global",
  required: ["clientIdLists", "url"],
  replacedBy: ["url"],
  sets: ["clientIdLists"],
  texts: { url: "oidcProviderUrl" },
  isTaggable: true,
  computed: ["arn", "thumbprintLists"],
  make: (facts) => {
    const url = textOf(facts.inputs, "url") ?? "";
    const thumbprints = textsOf(facts.inputs, "thumbprintLists");
    const arn = providerArn(facts, url);
    return { id: arn, outputs: { arn, url: issuerOf(url), thumbprintLists: thumbprints.length > 0 ? thumbprints : [FETCHED_THUMBPRINT] } };
  },
  unique: (facts) => [`iam issuer ${facts.account} ${issuerOf(textOf(facts.inputs, "url") ?? "")}`],
  taken: ({ inputs }) => ["EntityAlreadyExists", `Provider with url ${String(inputs["url"])} already exists.`],
  judge: (subject) => {
    const url = textOf(subject.inputs, "url") ?? "";
    const clientIds = textsOf(subject.inputs, "clientIdLists");
    for (const id of clientIds) refuseBadText(OPEN_ID_CONNECT_PROVIDER, subject, "oidcClientId", "clientIDList", id);
    if (clientIds.length > QUOTAS.clientIdsPerOidcProvider.value) {
      subject.refuse(
        "LimitExceeded",
        `Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${QUOTAS.clientIdsPerOidcProvider.value}`,
        "name fewer audiences",
      );
    }
    if (!/^https:\/\/[a-z0-9.-]+(?:\/[^\s?#]*)?$/i.test(url)) {
      subject.refuse(
        "ValidationError",
        `Invalid Open ID Connect Provider URL (got ${JSON.stringify(url)})`,
        "give the issuer's URL with https:// and without query",
      );
    }
    const { value } = QUOTAS.oidcProvidersPerAccount;
    if (subject.previous !== undefined || subject.view.count(TOKEN, subject.account, "") < value) return;
    subject.refuse(
      "LimitExceeded",
      `Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${value}`,
      "remove providers of clusters that are gone, or have the quota raised",
    );
  },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html */
export const GET_OPEN_ID_CONNECT_PROVIDER: DataSource = {
  token: "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider",
  answer: ({ account, region, args, view, refuse }) => {
    const arn = textOf(args, "arn") ?? providerArn({ account, region }, textOf(args, "url") ?? "");
    const provider = view.find(arn);
    if (provider?.type !== TOKEN) {
      return refuse("NoSuchEntity", `OpenIDConnect Provider not found for arn ${arn}`, "create it, or declare it as existing");
    }
    const { url, clientIdLists, thumbprintLists, tagsAll } = provider.outputs;
    return { id: arn, arn, url, clientIdLists, thumbprintLists, tags: tagsAll };
  },
};
