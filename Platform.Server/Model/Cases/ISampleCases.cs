using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Cases;

/// <summary>A case that exists nowhere, to show what would be written about it.</summary>
/// <param name="Place">Where the item is applied for.</param>
/// <param name="Flow">Key of the item's flow.</param>
/// <param name="Number">Which of the sample cases saved with the flow, from 0; null for made-up answers to the item's form.</param>
/// <param name="Name">What the saved one is called; null for made-up answers.</param>
public sealed record SampleCase(string Item, LocalityCode Place, LocalizedText ItemName, string Flow, int? Number, LocalizedText? Name);

/// <summary>Lends made-up cases to whoever writes what is said about real ones. Nothing is written and nothing leaves the platform.</summary>
public interface ISampleCases
{
    /// <summary>Those of the items that are offered at a place or below it, with everything the place is editing; nothing for whoever may not read definitions there.</summary>
    ValueTask<IReadOnlyList<SampleCase>> ListAsync(Actor actor, LocalityCode editor, CancellationToken ct);

    /// <summary>What a paper of this kind would be made of.</summary>
    /// <param name="kind">Key of the document template.</param>
    ValueTask<Result<SampleFacts>> OfPaperAsync(Actor actor, LocalityCode editor, SampleCase sample, string kind, CancellationToken ct);

    /// <summary>What a message would be made of.</summary>
    /// <param name="template">Key of the message template.</param>
    ValueTask<Result<SampleFacts>> OfMessageAsync(Actor actor, LocalityCode editor, SampleCase sample, string template, CancellationToken ct);
}
