const ISO_8601 = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const EPOCH_SECONDS = /^-?\d+(?:\.\d+)?$/;

/**
 * The milliseconds since 1970 of a time as policies and requests write it: one of W3C's ISO 8601 forms, from a bare year to fractions of a
 * second, or seconds since 1970. What is left out is the beginning of the period, in UTC; four digits alone are a year. NaN for anything else.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 * https://www.w3.org/TR/NOTE-datetime
 */
export function parseInstant(text: string): number {
  const parts = ISO_8601.exec(text);
  if (parts === null) return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : Number.NaN;
  const [, year = "", month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = "0", zone = "Z"] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3)}${zone}`);
}
