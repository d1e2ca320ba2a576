import type { StackState } from "./stack-state.ts";

/** The tag of a stack that says what it was last deployed from, and which state that left. */
export const DEPLOYED = "palisade:deployed";

/** The tag of a stack that was deployed without a proof, with the reason. */
export const UNPROVEN = "palisade:unproven";

/** Pulumi Cloud takes tags of this length. https://www.pulumi.com/docs/iac/concepts/stacks/#stack-tags */
export const LONGEST_TAG = 256;

/**
 * The value of `palisade:deployed`. Whatever the engine writes afterwards (a failed or killed update, a refresh, an update by hand) writes
 * the state at another time, so that the tag no longer fits.
 */
export const deployedTag = (fingerprint: string, { writtenAt }: Pick<StackState, "writtenAt">): string => `${fingerprint} ${writtenAt}`;

/** Whether a stack's last update was done from what the fingerprint stands for, and nothing touched its state since. */
export const isDeployed = (
  tags: Readonly<Record<string, string>>,
  fingerprint: string,
  state: Pick<StackState, "writtenAt" | "pending">,
): boolean => state.pending.length === 0 && state.writtenAt !== "" && tags[DEPLOYED] === deployedTag(fingerprint, state);
