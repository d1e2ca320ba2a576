import { alikeness } from "../classes/layers/alike-questions.ts";
import type { LayerVerdict, VerdictAsRead } from "../classes/layers/judge-layer.ts";
import { type JudgedClass, judging } from "../classes/layers/judge-question.ts";
import { classesByTruths, type LayerClass } from "../classes/layers/layer-classes.ts";
import type { LayerQuestion } from "../classes/layers/layer-question.ts";
import { layerQuestions } from "../classes/layers/layer-questions.ts";
import type { LayerSubject } from "../classes/layers/layer-sources.ts";
import { organizationIdOf } from "../classes/organization-id.ts";
import type { QuestionSubject } from "../classes/questions.ts";
import type { Readings } from "../engine/readings.ts";
import type { AskedLayer } from "../intent/layers/layer-expectation.ts";
import type { LayerEffect, LayerFacts, LayerWhat, PolicyLayer } from "../intent/layers/layer-subject.ts";
import type { Who } from "../intent/subject.ts";
import { nameOf, readingsText, whoText } from "./subject-text.ts";

/** Classes of requests that one layer alone decides otherwise than intended. */
export interface LayerFinding {
  /** `breach`: it lets pass what it ought to deny. `broken`: it denies, or fails to allow, what it ought not to. */
  readonly kind: "breach" | "broken";
  /** The layer, as in "the service control policies of owner". */
  readonly layer: string;
  readonly about: string;
  readonly example: LayerClass;
  readonly verdict: LayerVerdict;
  /** How AWS's pages have to be read for it, where otherwise than by default; undefined where it stands as they are read. */
  readonly readings: Partial<Readings> | undefined;
  readonly classes: number;
}

/** What the layers were asked, each alone, and what was found. */
export interface LayerProof {
  readonly classes: number;
  readonly findings: readonly LayerFinding[];
}

/**
 * Decides every class of requests under each layer alone, and compares with what the declaration intends of the layer.
 * @param watching what looks at the classes of a question besides, if anything does
 * @param only the layer to decide @default all
 */
export function proveLayers(
  subject: QuestionSubject,
  watching: (question: LayerQuestion) => ((each: LayerClass) => boolean) | undefined = () => undefined,
  only?: PolicyLayer,
): LayerProof {
  const found = new Map<string, LayerFinding>();
  const layers = layerSubject(subject);
  const alike = alikeness();
  let classes = 0;
  for (const question of layerQuestions(layers, only)) {
    let see = watching(question);
    const judge = judging(question);
    for (const each of classesByTruths(layers, question, alike)) {
      classes++;
      if (see?.(each) === false) see = undefined;
      const against = judgedOtherwise(each, judge(each));
      if (against === undefined) {
        each.settle();
        continue;
      }
      const finding = findingOf(each, against);
      const known = found.get(finding.about);
      found.set(finding.about, known === undefined ? finding : { ...known, classes: known.classes + 1 });
    }
  }
  return { classes, findings: [...found.values()] };
}

/** What a layer does with a class otherwise than intended, as AWS's pages are read or as they may be. */
function judgedOtherwise({ expected }: LayerClass, { verdict, asRead }: JudgedClass): VerdictAsRead | undefined {
  if (verdict.effect !== expected.effect) return { readings: {}, verdict };
  for (const each of asRead) if (each.verdict.effect !== expected.effect) return each;
  return undefined;
}

/** What a proof's subject is to the layers, with what AWS made up. */
export function layerSubject({ intended, world, catalogue, partition }: QuestionSubject): LayerSubject {
  const facts: LayerFacts = { organizationId: organizationIdOf(intended, world, partition) };
  return { intended, world, catalogue, partition, facts };
}

const RANK: Readonly<Record<Exclude<LayerEffect, "open">, number>> = { denied: 0, left: 1, allowed: 2 };

function findingOf(example: LayerClass, { readings: read, verdict }: VerdictAsRead): LayerFinding {
  const { question, about, expected, actions } = example;
  const kind = expected.effect === "open" || RANK[verdict.effect] > RANK[expected.effect] ? "breach" : "broken";
  const layer = layerText(question.asked, example);
  const readings = Object.keys(read).length === 0 ? undefined : read;
  const where = readings === undefined ? "" : `, ${readingsText(readings)}`;
  const is = `${whoText(about.who)} ${actions[0]?.name ?? ""} ${whatText(about.what)}`;
  return {
    kind,
    layer,
    about: `${layer}: ${kind} ${is}: ${verdict.effect}, not ${expected.effect}: ${expected.because}${where}`,
    example,
    verdict,
    readings,
    classes: 1,
  };
}

/** A layer in words, with whose it is. */
export function layerText(asked: AskedLayer, { about, question }: Pick<LayerClass, "about" | "question">): string {
  switch (asked.layer) {
    case "identity":
      return `the permissions of ${whoText(about.who)}`;
    case "resource":
      return `the policy of ${whatText(about.what)}`;
    case "trust":
      return `the trust of ${whatText(about.what)}`;
    case "endpoint":
      return `the ${asked.service} endpoint of ${asked.account}`;
    case "serviceControl":
      return `the service control policies of ${accountOf(about.who)}`;
    case "resourceControl":
      return `the resource control policies of ${question.resource.account}`;
  }
}

const accountOf = (who: Who): string => ("account" in who ? who.account : "");

/** A resource in words. */
export function whatText(what: LayerWhat): string {
  switch (what.kind) {
    case "other":
      return `${what.name} of ${what.account}`;
    case "service":
      return `${what.service} of ${what.account}`;
    default:
      return nameOf(what);
  }
}
