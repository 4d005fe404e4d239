using System.Collections.Immutable;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Tasks;

/// <summary>Who signs in one open step, and the signatures given.</summary>
internal sealed record StepSigning(string StepId, ImmutableList<SignerLine> Signers, ImmutableList<TaskSignature> Signatures);
