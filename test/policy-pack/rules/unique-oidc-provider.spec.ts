import { uniqueOidcProvider } from "../../../policy-pack/rules/unique-oidc-provider.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const provider = (url: unknown, name: string, account = "300000000001"): PolicyTarget => ({
  type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  name,
  props: { url },
  provider: { allowedAccountIds: `["${account}"]` },
});
const GITHUB = "https://token.actions.githubusercontent.com";

describeRule(uniqueOidcProvider, {
  right: () => [provider(GITHUB, "a"), provider("https://gitlab.com", "b")],
  refuses: [
    { fact: "an issuer twice", change: () => [provider(GITHUB, "a"), provider(GITHUB, "b")], says: /already, got "https:\/\/token/ },
    { fact: "an issuer in other words", change: () => [provider(GITHUB, "a"), provider("token.actions.GitHubUserContent.com/", "b")] },
  ],
  several: () => [provider(GITHUB, "a"), provider(GITHUB, "b"), provider("https://gitlab.com", "c"), provider("https://gitlab.com", "d")],
  accepts: [
    { fact: "an issuer in two accounts", change: () => [provider(GITHUB, "a"), provider(GITHUB, "b", "300000000002")] },
    { fact: "one provider of an unknown issuer", change: () => [provider(UNKNOWN_TEXT, "a")] },
  ],
  leavesOpen: [{ fact: "an unknown issuer beside another", change: () => [provider(GITHUB, "a"), provider(UNKNOWN_TEXT, "b")] }],
});
