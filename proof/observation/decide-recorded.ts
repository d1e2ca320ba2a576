import { regionalServiceName } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import { mustBeNamedBy, type Request } from "../engine/prepare-request.ts";
import { type CallExplanation, explainCall, isDenied } from "../explanation/explain-call.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { Situation } from "../world/world.ts";
import { passedLayers } from "./passed-layers.ts";
import type { RecordedCall } from "./recorded-call.ts";

/** What would become of a recorded call. */
export interface RecordedDecision {
  /** `unknown`: the record, or what is declared, does not say enough. */
  readonly outcome: "allowed" | "denied" | "unknown";
  /** One of the requests that it may have been, which would be denied; undefined where all would be allowed or are unknown. */
  readonly denied: { readonly situation: Situation; readonly explanation: CallExplanation } | undefined;
  /** What is missing to know it. */
  readonly unknowns: readonly string[];
}

/** The organization as it would be. */
export interface ObservedWorld {
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly now: Date;
}

const NETWORK_KEYS = ["aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:VpceAccount", "aws:VpceOrgID"] as const;
/** What AWS services say of those for whom they call, and records do not. */
const SOURCE_KEYS = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"] as const;

/** Decides a call that AWS let pass, by each request that it may have been. */
export function decideRecorded(call: RecordedCall, observed: ObservedWorld): RecordedDecision {
  const unknowns = new Set<string>();
  if (call.isPrincipalUnknown) unknowns.add("which principal of the account called");
  if (call.isResourceUnknown) unknowns.add("which resource was meant");
  const variants = placesOf(call).flatMap((place) =>
    call.actions.map((action) =>
      call.resources.map((resource) => decided({ ...place, principal: call.principal, action, resource }, observed)),
    ),
  );
  const outcomes = new Set(variants.map((all) => joined(all, unknowns)));
  const denied = variants.flat().find((each) => "explanation" in each && isDenied(each.explanation));
  const [only] = outcomes;
  if (variants.length > 1 && outcomes.size > 1)
    unknowns.add(
      call.actions.length > 1 ? `which of ${call.actions.join(", ")} it was` : "whether the service called in the caller's name",
    );
  // Where the caller or the resource is an example of many, a denial of it is none of all.
  const isExact = outcomes.size === 1 && !call.isPrincipalUnknown && !(call.isResourceUnknown && only !== "allowed");
  return {
    outcome: isExact && only !== undefined ? only : "unknown",
    denied: denied !== undefined && "explanation" in denied ? denied : undefined,
    unknowns: [...unknowns],
  };
}

type Decided = { readonly situation: Situation; readonly explanation: CallExplanation } | { readonly problem: string };

/** A call that needs several things is denied where one of them is. */
function joined(all: readonly Decided[], unknowns: Set<string>): RecordedDecision["outcome"] {
  let outcome: RecordedDecision["outcome"] = "allowed";
  for (const each of all) {
    if ("problem" in each) {
      unknowns.add(each.problem);
      outcome = outcome === "denied" ? outcome : "unknown";
      continue;
    }
    const { explanation } = each;
    for (const { question } of explanation.readings) unknowns.add(`how AWS reads ${question}`);
    if (explanation.readings.length > 0 || explanation.decision === "unknown") {
      for (const { what } of explanation.restsOn) unknowns.add(what);
      outcome = outcome === "denied" ? outcome : "unknown";
    } else if (isDenied(explanation)) outcome = "denied";
  }
  return outcome;
}

function decided(request: Request, { world, catalogue, now }: ObservedWorld): Decided {
  const situation = world.situate(request);
  if ("problems" in situation) return { problem: situation.problems.map(({ message }) => message).join(", ") };
  const [call, ...further] = situation.steps;
  const passed = (step: (typeof situation.steps)[number]) => ({
    ...step,
    layers: passedLayers(step.layers, mustBeNamedBy(step.request.action) === "trust-policy"),
  });
  // A key that nobody described let the call pass, too.
  const seen: Situation = { ...situation, steps: [passed(call), ...further.map(passed)], missing: undefined };
  return { situation: seen, explanation: explainCall(seen, { now, catalogue }) };
}

type Place = Pick<Request, "from" | "context" | "unknown">;

/** Where a call came from, in the terms of requests; several where the record leaves it open. */
function placesOf({ principal, origin, context, actions }: RecordedCall): readonly Place[] {
  const isService = principal.endsWith(".amazonaws.com") || principal.endsWith(".amazonaws.com.cn");
  const unknownSource = isService ? Object.fromEntries(SOURCE_KEYS.map((key) => [key, "for whom the service called"])) : {};
  switch (origin.kind) {
    case "network":
      return [{ from: origin.name, context, unknown: unknownSource }];
    case "internet":
      return [{ from: "internet", context, unknown: unknownSource }];
    case "address":
      return [{ from: origin.address, context, unknown: unknownSource }];
    case "undeclared-network":
      return [
        {
          context: {
            ...context,
            "aws:SourceVpc": "vpc-undeclared",
            "aws:SourceVpce": "vpce-undeclared",
            "aws:VpceAccount": origin.account,
          },
          unknown: unknownSource,
        },
      ];
    case "service": {
      const direct = { context, unknown: unknownSource };
      if (isService) return [direct];
      const forwarded = {
        ...context,
        "aws:ViaAWSService": "true",
        "aws:CalledVia": [origin.service],
        ...viaService(origin.service, context, actions),
      };
      return [{ context: forwarded }, ...(origin.isForwarded ? [] : [direct])];
    }
    case "unknown":
      return [{ context, unknown: { ...unknownSource, ...Object.fromEntries(NETWORK_KEYS.map((key) => [key, origin.why])) } }];
  }
}

function viaService(service: string, context: RecordedCall["context"], [action = ""]: readonly string[]): RecordedCall["context"] {
  const region = context["aws:RequestedRegion"];
  if (!action.startsWith("kms:") || typeof region !== "string") return {};
  const isChina = service.endsWith(".cn");
  const name = service.replace(/\.amazonaws\.com(?:\.cn)?$/, "");
  return { "kms:ViaService": regionalServiceName(name, region, isChina ? "aws-cn" : "aws") };
}
