using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Files;

/// <summary>What somebody wants as files.</summary>
/// <param name="Kinds">Only these; none = all.</param>
/// <param name="Item">Only this item, or bundle, with everything it needs; null = everything the locality has.</param>
/// <param name="Drafts">What is being edited takes the place of what is in force.</param>
internal sealed record ExportWish(LocalityCode Locality, IReadOnlyCollection<DefinitionKind> Kinds, string? Item = null, bool Drafts = false);

/// <param name="Files">The whole folder, head first.</param>
/// <param name="Definitions">What was exported, by kind and key.</param>
/// <param name="Above">What the locality takes from places above: wherever this is imported, it is expected there too.</param>
/// <param name="Missing">What is named and is nowhere.</param>
internal sealed record ExportedFolder(
    IReadOnlyList<DefinitionFile> Files, IReadOnlyList<DefinitionName> Definitions, IReadOnlyList<DefinitionName> Above, IReadOnlyList<MissingReference> Missing);

/// <summary>Writes what a locality has of its own as files, and gathers it for whoever makes something else of it.</summary>
internal sealed class DefinitionExport(DefinitionStore store, IDefinitions inForce) : IDefinitionGathering
{
    public async ValueTask<Result<IReadOnlyList<Definition>>> ListOwnAsync(Actor actor, LocalityCode locality, CancellationToken ct) => actor.May(Permissions.DefinitionsRead, locality)
        ? Result<IReadOnlyList<Definition>>.Ok([.. OwnOf(await store.ListOwnAsync(locality, ct), drafts: false).Values.OrderBy(d => d.Id.Kind).ThenBy(d => d.Id.Key, StringComparer.Ordinal)])
        : DefinitionProblems.Forbidden(locality);

    public async ValueTask<Result<GatheredDefinitions>> GatherAsync(Actor actor, LocalityCode locality, IReadOnlyCollection<DefinitionReference> chosen, CancellationToken ct)
    {
        var own = await ListOwnAsync(actor, locality, ct);
        if (!own.TryGet(out var mine))
        {
            return Result<GatheredDefinitions>.Refused(own.Problems);
        }

        var walk = new Walk(locality, mine.ToDictionary(d => new DefinitionReference(d.Id.Kind, d.Id.Key)), inForce);
        foreach (var reference in chosen)
        {
            if (!await walk.TakeAsync(reference, ct))
            {
                return Problem.NotFound("definition.notFound", ("value", reference.Key));
            }
        }

        await walk.FollowAsync(ct);
        return new GatheredDefinitions(InOrder(walk.Own), InOrder(walk.Above.Distinct()), InOrder(walk.Missing));
    }

    /// <summary>Refused as <c>definition.forbidden</c> or, for an item that is nowhere, <c>definition.notFound</c>.</summary>
    public async ValueTask<Result<ExportedFolder>> ExportAsync(Actor actor, ExportWish wish, CancellationToken ct)
    {
        if (!DefinitionAccess.MayRead(actor, wish.Locality))
        {
            return DefinitionProblems.Forbidden(wish.Locality);
        }

        var own = OwnOf(await store.ListOwnAsync(wish.Locality, ct), wish.Drafts);
        var walk = new Walk(wish.Locality, own, wish.Drafts ? new SupposedDefinitions(inForce, [.. own.Values]) : inForce);
        if (wish.Item is not { } item)
        {
            foreach (var reference in own.Keys.Where(r => wish.Kinds.Count == 0 || wish.Kinds.Contains(r.Kind)))
            {
                await walk.TakeAsync(reference, ct);
            }

            await walk.FollowAsync(ct);
            return Folder(wish, walk);
        }

        var first = new[] { DefinitionKind.Item, DefinitionKind.Bundle }.Select(k => new DefinitionReference(k, item));
        foreach (var reference in first)
        {
            if (await walk.TakeAsync(reference, ct))
            {
                await walk.FollowAsync(ct);
                return Folder(wish, walk);
            }
        }

        return Problem.NotFound("definition.notFound", ("value", item));
    }

    private static Dictionary<DefinitionReference, Definition> OwnOf(IReadOnlyList<Definition> versions, bool drafts) => versions
        .Where(d => drafts || d.State == DefinitionState.Active)
        .GroupBy(d => new DefinitionReference(d.Id.Kind, d.Id.Key))
        .ToDictionary(g => g.Key, g => g.MinBy(d => d.State)!);

    private static IReadOnlyList<Definition> InOrder(IEnumerable<Definition> versions) =>
        [.. versions.OrderBy(d => d.Id.Kind).ThenBy(d => d.Id.Key, StringComparer.Ordinal).ThenBy(d => d.Id.Owner.Level).ThenBy(d => d.Id.Owner)];

    private static IReadOnlyList<MissingReference> InOrder(IEnumerable<MissingReference> missing) => [.. missing.OrderBy(m => m.Kind).ThenBy(m => m.Key, StringComparer.Ordinal)];

    private static ExportedFolder Folder(ExportWish wish, Walk walk)
    {
        var taken = walk.Own.Where(d => wish.Kinds.Count == 0 || wish.Kinds.Contains(d.Id.Kind)).OrderBy(d => d.Id.Kind).ThenBy(d => d.Id.Key, StringComparer.Ordinal).ToList();
        return new(
            [DefinitionFolder.WriteHead(wish.Locality), .. taken.SelectMany(d => DefinitionFiles.Write(d.Id.Kind, d.Id.Key, JsonElement.Parse(d.Json)))],
            [.. taken.Select(NameOf)],
            [.. walk.Above.Select(NameOf).Distinct().OrderBy(n => n.Kind).ThenBy(n => n.Key, StringComparer.Ordinal).ThenBy(n => n.Owner)],
            InOrder(walk.Missing));
    }

    private static DefinitionName NameOf(Definition version) => new(version.Id.Kind, version.Id.Key, version.Id.Owner);

    /// <summary>Follows what definitions name, as it is found at the locality.</summary>
    private sealed class Walk(LocalityCode locality, Dictionary<DefinitionReference, Definition> own, IDefinitions known)
    {
        private readonly HashSet<DefinitionReference> _seen = [];
        private readonly Queue<(DefinitionReference Named, DefinitionReference By)> _open = new();
        private readonly List<MissingReference> _missing = [];

        public List<Definition> Own { get; } = [];

        public List<Definition> Above { get; } = [];

        /// <summary>Whatever is named and was neither taken nor found.</summary>
        public IReadOnlyList<MissingReference> Missing => _missing;

        /// <summary>False when it is nowhere.</summary>
        public async ValueTask<bool> TakeAsync(DefinitionReference reference, CancellationToken ct)
        {
            if (!_seen.Add(reference))
            {
                return true;
            }

            var layers = await known.ListLayersAsync(reference.Kind, reference.Key, locality, ct);
            var mine = own.GetValueOrDefault(reference);
            if (mine is not null)
            {
                Own.Add(mine);
                Above.AddRange(reference.Kind == DefinitionKind.Item ? layers.Where(l => l.Id.Owner != locality) : []);
            }
            else if (layers.Count > 0)
            {
                Above.AddRange(reference.Kind == DefinitionKind.Item ? layers : [layers[^1]]);
            }
            else
            {
                return false;
            }

            foreach (var named in NamedBy(reference, mine, layers))
            {
                _open.Enqueue((named, reference));
            }

            return true;
        }

        public async ValueTask FollowAsync(CancellationToken ct)
        {
            while (_open.TryDequeue(out var next))
            {
                if (!await TakeAsync(next.Named, ct) && DefinitionNeeds.IsNeeded(next.Named))
                {
                    _missing.Add(new(next.Named.Kind, next.Named.Key, next.By));
                }
            }
        }

        private static IReadOnlyList<DefinitionReference> NamedBy(DefinitionReference reference, Definition? mine, IReadOnlyList<Definition> layers) => reference.Kind == DefinitionKind.Item
            ? DefinitionNeeds.OfItem([.. layers.Where(l => l.Id.Owner != mine?.Id.Owner).Append(mine).OfType<Definition>().Select(l => new ItemLayer(l.Id.Owner, JsonElement.Parse(l.Json)))])
            : DefinitionReferences.Of(reference.Kind, JsonElement.Parse((mine ?? layers[^1]).Json));
    }
}
