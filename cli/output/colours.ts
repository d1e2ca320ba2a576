import { isatty } from "node:tty";
import pc from "picocolors";

const STANDARD_OUTPUT = 1;

/** Colours are for terminals alone, whatever a build server's environment says; NO_COLOR and FORCE_COLOR decide as usual. */
const isColoured = process.env["NO_COLOR"] === undefined && (process.env["FORCE_COLOR"] !== undefined || isatty(STANDARD_OUTPUT));

/** The colours of everything that is printed; without a terminal they leave texts as they are. */
export const colours = pc.createColors(isColoured);
