import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { Caller } from "../caller.ts";
import type { Difference } from "../compare-inputs.ts";
import type { ControlPlane } from "../control-plane.ts";
import { containsUnknown, type Properties, textOf } from "../properties.ts";
import { callerOf, isFailed } from "./provider-configuration.ts";
import { commonHandlers, type Handlers } from "./serve.ts";
import { receive, secretOutputs, send } from "./struct-properties.ts";

/** The control plane behind Pulumi's provider protocol. One process serves one provider instance, so one account. */
export function awsProvider(plane: ControlPlane, version: string): Handlers {
  let caller: Caller | undefined;
  const configured = (): Caller => {
    if (caller === undefined) throw new Error("aws provider: not configured, got a request before Configure; configure it first");
    return caller;
  };

  return {
    ...commonHandlers("aws", version),

    checkConfig: (request: CheckRequest) => {
      const { properties } = receive(request.getNews());
      const read = callerOf(properties);
      const response = new providerPb.CheckResponse();
      response.setInputs(request.getNews());
      // An account may be unknown. Then the engine only asks for previews.
      if (isFailed(read) && !containsUnknown(properties)) response.setFailuresList(read.map(failure));
      return response;
    },

    configure: (request: ConfigureRequest) => {
      const read = callerOf(receive(request.getArgs()).properties);
      if (isFailed(read)) throw new Error(read.map(({ reason }) => `aws provider: ${reason}`).join("\n"));
      caller = read;
      // A provider that works in an account shows that the account exists.
      plane.addAccounts(read, [read.account]);
      const response = new providerPb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },

    invoke: (request: InvokeRequest) => {
      const { properties } = receive(request.getArgs());
      const response = new providerPb.InvokeResponse();
      response.setReturn(send(plane.invoke({ caller: configured(), token: request.getTok(), args: properties })));
      return response;
    },

    check: (request: CheckRequest) => {
      const { properties, secrets } = receive(request.getNews());
      const olds = request.hasOlds() ? receive(request.getOlds()).properties : undefined;
      const { type, name } = partsOf(request.getUrn());
      const { inputs, failures } = plane.check({ caller: configured(), urn: request.getUrn(), type, name, inputs: properties, olds });
      const response = new providerPb.CheckResponse();
      response.setInputs(send(inputs, secrets));
      response.setFailuresList(failures.map(failure));
      return response;
    },

    diff: (request: DiffRequest) => {
      const oldOutputs = receive(request.getOlds()).properties;
      const olds = request.hasOldInputs() ? receive(request.getOldInputs()).properties : oldOutputs;
      const news = receive(request.getNews()).properties;
      const difference = plane.diff({ caller: configured(), type: partsOf(request.getUrn()).type, olds, news, oldOutputs });
      return diffResponse(difference, olds, news);
    },

    create: (request: CreateRequest) => {
      const received = receive(request.getProperties());
      const urn = request.getUrn();
      const { id, outputs } = plane.create({
        caller: configured(),
        urn,
        ...partsOf(urn),
        inputs: received.properties,
        preview: request.getPreview(),
      });
      const response = new providerPb.CreateResponse();
      response.setId(id);
      response.setProperties(send(outputs, secretOutputs(outputs, received)));
      return response;
    },

    read: (request: ReadRequest) => {
      const outputs = receive(request.getProperties());
      const inputs = receive(request.getInputs());
      const { type } = partsOf(request.getUrn());
      const found = plane.read({ caller: configured(), type, id: request.getId(), ...regionOf(outputs.properties) });
      const response = new providerPb.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setProperties(send(found.outputs, secretOutputs(found.outputs, outputs, inputs)));
      response.setInputs(send(found.inputs, secretOutputs(found.inputs, outputs, inputs)));
      return response;
    },

    update: (request: UpdateRequest) => {
      const received = receive(request.getNews());
      const oldOutputs = receive(request.getOlds()).properties;
      const urn = request.getUrn();
      const outputs = plane.update({
        caller: configured(),
        urn,
        ...partsOf(urn),
        id: request.getId(),
        inputs: received.properties,
        olds: request.hasOldInputs() ? receive(request.getOldInputs()).properties : oldOutputs,
        oldOutputs,
        preview: request.getPreview(),
      });
      const response = new providerPb.UpdateResponse();
      response.setProperties(send(outputs, secretOutputs(outputs, received)));
      return response;
    },

    delete: (request: DeleteRequest) => {
      const { properties } = receive(request.getProperties());
      const urn = request.getUrn();
      plane.delete({ caller: configured(), urn, type: partsOf(urn).type, id: request.getId(), ...regionOf(properties) });
      return new emptyPb.Empty();
    },
  };
}

/** A resource's own type and logical name, from its URN. A name may contain any characters, a type no separators. */
function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

function regionOf(outputs: Properties): { readonly region?: string } {
  const region = textOf(outputs, "region");
  return region === undefined ? {} : { region };
}

function failure({
  property,
  reason,
}: {
  readonly property: string;
  readonly reason: string;
}): InstanceType<typeof providerPb.CheckFailure> {
  const message = new providerPb.CheckFailure();
  message.setProperty(property);
  message.setReason(reason);
  return message;
}

function diffResponse(
  { changes, replaces, deleteBeforeReplace }: Difference,
  olds: Properties,
  news: Properties,
): InstanceType<typeof providerPb.DiffResponse> {
  const { Kind } = providerPb.PropertyDiff;
  const { DiffChanges } = providerPb.DiffResponse;
  const response = new providerPb.DiffResponse();
  response.setChanges(changes.length === 0 ? DiffChanges.DIFF_NONE : DiffChanges.DIFF_SOME);
  response.setReplacesList([...replaces]);
  response.setDiffsList([...changes]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const name of changes) {
    const isReplacing = replaces.includes(name);
    const detail = new providerPb.PropertyDiff();
    if (olds[name] === undefined) detail.setKind(isReplacing ? Kind.ADD_REPLACE : Kind.ADD);
    else if (news[name] === undefined) detail.setKind(isReplacing ? Kind.DELETE_REPLACE : Kind.DELETE);
    else detail.setKind(isReplacing ? Kind.UPDATE_REPLACE : Kind.UPDATE);
    // `tagsAll` is no input: the provider's default tags appear in the outputs only.
    detail.setInputdiff(name !== "tagsAll");
    response.getDetaileddiffMap().set(name, detail);
  }
  return response;
}
