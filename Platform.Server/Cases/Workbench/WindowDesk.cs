using System.Collections.Immutable;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Bundles;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Cases.Drafts;
using Platform.Server.Cases.Intake;

namespace Platform.Server.Cases.Workbench;

/// <summary>
/// Beginning an application at the window for the person who stands there, for one item or for a bundle. What is begun is a draft of the officer's in the
/// channel "window"; the pages of the wizard and the one intake do the rest, and the intake asks again who may file.
/// </summary>
internal sealed class WindowDesk(IItemCatalogue items, IBundleCatalogue bundles, ISites sites, Applicables applicables, ILocalities localities, DraftDesk drafts, TimeProvider clock)
{
    private const int MostItems = 200;

    /// <summary>Where the actor may file for others, each place once.</summary>
    public async Task<IReadOnlyList<Locality>> PlacesAsync(Actor actor, CancellationToken ct)
    {
        var places = new List<Locality>();
        foreach (var within in actor.ReachOf(Permissions.CasesFile).Select(r => r.Locality).Distinct())
        {
            places.AddRange(await localities.ListAsync(new LocalityScope(within), ct));
        }

        return [.. places.Where(p => p.IsOpenOn(ChinaTime.DayOf(clock.GetUtcNow()))).DistinctBy(p => p.Code)];
    }

    /// <summary>What can be applied for at the windows of a place.</summary>
    public async Task<WindowOffer> OfferAsync(Actor actor, LocalityCode place, CancellationToken ct)
    {
        var hidden = await sites.HiddenAsync(place, actor, ct, Channels.Window);
        return new(
            [.. (await bundles.ListAsync(place, null, ct)).Where(b => !b.Items.Any(i => hidden.Contains(i.Code)))],
            [.. (await items.ListAsync(place, null, null, MostItems, ct)).Items.Where(i => i.IsEffectiveOn(ChinaTime.DayOf(clock.GetUtcNow())) && !hidden.Contains(i.Code))]);
    }

    /// <summary>What is in force under this code. Problems, all at <c>item</c>: <c>item.unknown</c>, <c>bundle.unknown</c>, <c>case.file.forbidden</c>, <c>bundle.file.forbidden</c>.</summary>
    public async Task<Result<IApplicable>> ChooseAsync(Actor actor, LocalityCode place, string code, bool isBundle, CancellationToken ct)
    {
        if (await applicables.FindAsync(actor, place, code, isBundle, Channels.Window, ct) is not { } chosen)
        {
            return Problem.Invalid(isBundle ? "bundle.unknown" : "item.unknown", "item", ("value", code), ("locality", place.Value));
        }

        return Refusal(actor, chosen) is { } refusal ? refusal with { Field = "item" } : Result<IApplicable>.Ok(chosen);
    }

    /// <summary>Opens the draft. Problems besides those of <see cref="ChooseAsync"/>: what is wrong with the scenario, at <c>scenario.key</c>.</summary>
    public async Task<Result<Draft>> BeginAsync(Actor actor, LocalityCode place, string code, bool isBundle, IReadOnlyDictionary<string, string> scenario, CancellationToken ct)
    {
        var chosen = await ChooseAsync(actor, place, code, isBundle, ct);
        if (!chosen.TryGet(out var applicable))
        {
            return Result<Draft>.Refused(chosen.Problems);
        }

        var open = MaterialRules.Check(applicable.Scenario, scenario, complete: true);
        return open.Count > 0
            ? Result<Draft>.Refused(open)
            : await drafts.CreateAsync(actor, place, code, isBundle, scenario.ToImmutableDictionary(), Channels.Window, ct);
    }

    /// <summary>Whether the actor may file for others what is in force here with this authority.</summary>
    public static bool MayFile(Actor actor, LocalityCode place, ServiceItem item) =>
        actor.Kind == ActorKind.Staff && CaseAccess.MayFile(actor, place, item.Authority.Code);

    /// <summary>Why the actor may not begin it, or null.</summary>
    private static Problem? Refusal(Actor actor, IApplicable applicable) => applicable switch
    {
        PublishedItem item => MayFile(actor, item.Locality, item.Item) ? null : Problem.Forbidden("case.file.forbidden", ("locality", item.Locality.Value)),
        PublishedBundle bundle => InTheWay(actor, bundle) is { } part ? Problem.Forbidden("bundle.file.forbidden", ("label", part.Item.Item.Name)) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(applicable), applicable, "Neither an item nor a bundle."),
    };

    /// <summary>An item the actor may not file and the bundle cannot do without; an optional one can be left out, unless none would remain.</summary>
    private static PublishedPart? InTheWay(Actor actor, PublishedBundle bundle)
    {
        var foreign = bundle.Parts.Where(p => !MayFile(actor, bundle.Locality, p.Item.Item)).ToList();
        return foreign.Count == bundle.Parts.Count ? foreign[0] : foreign.Find(p => !p.Part.IsOptional);
    }
}

/// <summary>What a place offers at its window, each by code.</summary>
internal sealed record WindowOffer(IReadOnlyList<BundleSummary> Bundles, IReadOnlyList<ItemSummary> Items)
{
    public static WindowOffer None { get; } = new([], []);

    public bool IsEmpty => Bundles.Count + Items.Count == 0;
}
