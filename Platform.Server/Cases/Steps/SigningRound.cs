using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Who signs in a step and in which order. Each signer waits for some others; whoever waits for nobody has a task. Immutable and pure: a change gives a new round, and
/// signatures that were given are never touched by it.
/// </summary>
/// <param name="Signers">By number, from 1; those removed keep their place.</param>
internal sealed record SigningRound(ImmutableList<RoundSigner> Signers)
{
    [JsonIgnore]
    public IEnumerable<RoundSigner> Standing => Signers.Where(s => !s.Removed);

    /// <summary>Those who may sign now and have no task yet.</summary>
    [JsonIgnore]
    public IReadOnlyList<RoundSigner> Ready => [.. Standing.Where(s => s is { Task: null, Outcome: null } && s.After.All(IsSettled))];

    /// <param name="sequential">依次: each waits for the one before; else all sign at the same time.</param>
    public static SigningRound Of(IEnumerable<Signer> signers, bool sequential) =>
        new([.. signers.Select((who, i) => new RoundSigner(i + 1, who, sequential && i > 0 ? [i] : []))]);

    public RoundSigner? OfTask(Guid task) => Signers.Find(s => s.Task == task);

    public SigningRound Opened(int number, Guid task) => With(Signers[number - 1] with { Task = task });

    public SigningRound Signed(Guid task, string outcome, string? opinion, string? by, DateTimeOffset at) =>
        OfTask(task) is { } signer ? With(signer with { Task = null, Outcome = outcome, Opinion = opinion, By = by, At = at, Turn = Signers.Max(s => s.Turn) + 1 }) : this;

    /// <summary>The signer has to sign again, and is asked by name where it is known who they were.</summary>
    public SigningRound Again(int number, string? by)
    {
        var signer = Signers[number - 1];
        return With(signer with { Task = null, Outcome = null, Who = Named(signer.Who, by) });
    }

    /// <summary>
    /// Adds a signer, as seen from the signer who has <paramref name="task"/>. With <see cref="SignerPlace.Before"/> that signer loses the task and is asked again, by name, afterwards.
    /// </summary>
    /// <param name="by">Account id of whoever adds.</param>
    public SigningRound Add(Guid task, SignerPlace place, Signer who, string? by)
    {
        var from = OfTask(task) ?? throw new InvalidOperationException($"Nobody of the round has task {task}.");
        var number = Signers.Count + 1;
        var added = new RoundSigner(number, who, place == SignerPlace.After ? [from.Number] : from.After, Added: true);
        var others = Signers.ConvertAll(s => place switch
        {
            SignerPlace.Before when s.Number == from.Number => s with { After = [number], Task = null, Who = Named(s.Who, by) },
            SignerPlace.Beside or SignerPlace.After when s.After.Contains(from.Number) => s with { After = s.After.Add(number) },
            _ => s,
        });
        return new(others.Add(added));
    }

    /// <summary>Takes out a signer who has not signed; whoever waited for them waits no more. Refuses with <c>signer.unknown</c>, <c>signer.signed</c> or <c>signer.last</c>.</summary>
    public Result<SigningRound> Remove(int number)
    {
        if (Signers.Find(s => s.Number == number && !s.Removed) is not { } signer)
        {
            return Problem.NotFound("signer.unknown", ("value", number), ("expected", string.Join(", ", Standing.Select(s => s.Number))));
        }

        if (signer.Outcome is not null)
        {
            return Problem.Conflict("signer.signed", ("value", number));
        }

        return Standing.Count() == 1 ? Problem.Conflict("signer.last") : With(signer with { Removed = true });
    }

    public IReadOnlyList<SignerLine> Lines(Func<RoundSigner, LocalizedText> title) => [.. Signers.Select(s => new SignerLine(
        s.Number, title(s), s.Who.Role, s.Who.Authority, s.State, s.Task, s.Added, s.Outcome, s.By ?? s.Who.Person, s.Who.Name))];

    private static Signer Named(Signer who, string? by) => by is null || who.Person == by ? who : who with { Person = by, Name = null };

    private bool IsSettled(int number) => Signers[number - 1] is { Outcome: not null } or { Removed: true };

    private SigningRound With(RoundSigner signer) => new(Signers.SetItem(signer.Number - 1, signer));
}

/// <param name="After">Numbers of those who sign first.</param>
/// <param name="Added">By a colleague, not by the flow.</param>
/// <param name="Task">Their open task.</param>
/// <param name="Outcome">What they signed; null = not yet.</param>
/// <param name="By">Account id of whoever signed.</param>
/// <param name="At">When they signed.</param>
/// <param name="Turn">Place of the signature among all that were given, from 1.</param>
internal sealed record RoundSigner(
    int Number, Signer Who, ImmutableList<int> After, bool Added = false, Guid? Task = null, string? Outcome = null, string? Opinion = null, string? By = null, DateTimeOffset? At = null, bool Removed = false, int Turn = 0)
{
    [JsonIgnore]
    public SignerState State => Removed ? SignerState.Removed : Outcome is not null ? SignerState.Signed : Task is not null ? SignerState.Open : SignerState.Waiting;
}
