import type { Intended, IntendedResource } from "../intended.ts";
import type { EndpointService } from "../network-reach.ts";
import type { Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { expectOfEndpoint } from "./endpoint.ts";
import { expectOfIdentity } from "./identity.ts";
import { expectOfKeyPolicy } from "./key-policy.ts";
import {
  type LayerAsked,
  type LayerExpectation,
  type LayerFacts,
  type LayerWhat,
  layerExpects,
  type PolicyLayer,
} from "./layer-subject.ts";
import { expectOfResourceControl } from "./resource-control.ts";
import { expectOfSecretPolicy, expectOfTablePolicy } from "./resource-policy.ts";
import { expectOfServiceControl } from "./service-control.ts";
import { expectOfTrust } from "./trust.ts";

/** A layer, or the endpoint of a service, whose documents are asked alone. */
export type AskedLayer =
  | { readonly layer: Exclude<PolicyLayer, "endpoint"> }
  | { readonly layer: "endpoint"; readonly service: EndpointService; readonly account: string };

/**
 * What a layer's own documents do with a request where every other layer allows everything, as the declaration alone says.
 *
 * It is two-sided: a guardrail denies what it is for and passes everything else, permissions allow the role's rights and nothing else.
 * `open` are existing roles' permissions and trust, and resources that nobody declared, whose policies are not Palisade's.
 */
export function layerExpectation(
  intended: Intended,
  asked: AskedLayer,
  request: LayerAsked,
  resource: IntendedResource | undefined,
  facts: LayerFacts,
): LayerExpectation {
  const { what } = request;
  switch (asked.layer) {
    case "identity":
      return expectOfIdentity(intended, request, resource);
    case "trust":
      return expectOfTrust(intended, request, what.kind === "role" ? what.role : undefined, facts);
    case "endpoint":
      return expectOfEndpoint(intended, request, asked.service, facts);
    case "serviceControl":
      return expectOfServiceControl(intended, request, resource);
    case "resourceControl":
      return expectOfResourceControl(intended, request, resource, facts);
    case "resource":
      if (resource === undefined) return layerExpects("open", "its policy is not Palisade's");
      if (what.kind === "key") return expectOfKeyPolicy(intended, request, what, resource);
      if (what.kind === "secret") return expectOfSecretPolicy(intended, request, what, resource);
      if (what.kind === "table" || what.kind === "index" || what.kind === "stream")
        return expectOfTablePolicy(intended, request, what, resource);
      return layerExpects("open", "it has no policy of its own");
  }
}

/** Whether what is expected of a layer depends on where a request comes from: only for these does a question ask about every place. */
export function dependsOnPlace({ layer }: AskedLayer, who: Who, what: LayerWhat, action: string): boolean {
  switch (layer) {
    case "identity":
      return what.kind === "key" || who.kind === "access-role";
    case "resource":
      return what.kind === "key" || who.kind === "workload" || who.kind === "access-role" || who.kind === "external";
    case "trust":
      return who.kind === "external" || (who.kind === "workload" && what.kind === "role" && what.role?.kind === "access-role");
    case "serviceControl":
      return (
        isAction(action, "items") ||
        isAction(action, "records") ||
        isAction(action, "secretUse") ||
        isAction(action, "directKeyUse") ||
        (who.kind === "restore-role" && isAction(action, "settingsOfRestoredTables"))
      );
    case "resourceControl":
      return what.kind === "role"
        ? what.role?.kind === "break-glass" && isAction(action, "opensSessions")
        : what.kind === "key" && who.kind === "external";
    case "endpoint":
      return false;
  }
}
