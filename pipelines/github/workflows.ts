import { signed } from "../signed-text.ts";
import { deployStacksWorkflow, deployWorkflow } from "./deploy.ts";
import { driftWorkflow } from "./drift.ts";
import type { Pipeline, PipelineFile } from "./pipeline.ts";
import { pullRequestWorkflow } from "./pull-request.ts";

/** Where GitHub reads workflows, from a repository's folder. */
export const WORKFLOWS = ".github/workflows";

/** The workflows of GitHub Actions for a repository that has a declaration. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export const workflowsOf = (pipeline: Pipeline): PipelineFile[] =>
  [pullRequestWorkflow, deployWorkflow, deployStacksWorkflow, driftWorkflow].map((workflow) => {
    const { file, text } = workflow(pipeline);
    return { file, text: signed(text) };
  });
