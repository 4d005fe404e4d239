using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Templates;

/// <param name="Locality">Which one installed it; what it gave to places below goes too, and what these installed for themselves does not.</param>
/// <param name="Preview">Say what would go and change nothing.</param>
internal sealed record Removal(string Template, LocalityCode Locality, bool Preview = false);

internal enum ContentRemoval
{
    /// <summary>It goes out of force, and its draft is given up.</summary>
    Removed,
    /// <summary>The locality has made something of its own of it; it stays.</summary>
    Changed,
    /// <summary>The locality had it before the package; it stays, and is no longer the package's.</summary>
    Own,
    /// <summary>Something that stays, or the platform itself, needs it; it stays.</summary>
    Needed,
    /// <summary>Somebody has taken it away before.</summary>
    Gone,
}

/// <param name="Why">What needs it.</param>
internal sealed record RemovedContent(DefinitionKind Kind, string Key, LocalityCode Locality, ContentRemoval Removal, IReadOnlyList<Problem> Why);

internal sealed record RemovalReport(string Template, LocalityCode Locality, bool Preview, IReadOnlyList<RemovedContent> Contents, long OpenCases)
{
    public int Count(ContentRemoval removal) => Contents.Count(c => c.Removal == removal);
}

/// <summary>
/// Takes away what a package brought: what the locality did not change and nothing that stays needs, all of it at once or nothing. What stays is remembered as the package's, so
/// that it can go later and an upgrade knows it. Doing it twice changes nothing more.
/// </summary>
internal sealed class TemplateRemover(
    TemplateContentStore installed, IDefinitionEditor editor, IRetirements retirements, ILocalities localities, ICommitQueue commits, ILogger<TemplateRemover> log)
{
    /// <returns>Refused as <c>template.forbidden</c>, <c>template.notInstalled</c>, or as the definitions refuse to be taken out of force.</returns>
    public async ValueTask<Result<RemovalReport>> RemoveAsync(Actor actor, Removal wish, CancellationToken ct)
    {
        if (!actor.May(Permissions.TemplatesInstall, wish.Locality))
        {
            return Problem.Forbidden("template.forbidden", ("value", wish.Locality.Value));
        }

        var contents = await installed.ListAsync(wish.Template, wish.Locality, ct);
        if (contents.Count == 0)
        {
            return Problem.NotFound("template.notInstalled", ("value", wish.Template), ("place", (await localities.FindAsync(wish.Locality, ct))?.Name.ToString() ?? wish.Locality.Value));
        }

        var (found, seen) = (new Dictionary<DefinitionName, RemovedContent>(), new Dictionary<DefinitionName, RetiredDefinition>());
        foreach (var (name, content) in contents)
        {
            var (draft, active) = (await editor.FindDraftAsync(name, ct), await editor.FindOwnActiveAsync(name, ct));
            (found[name], seen[name]) = (Of(name, StateOf(draft, active, content)), new(name, active?.ETag, draft?.ETag, Above: false));
        }

        var look = await LookAsync(actor, found, ct);
        if (!look.TryGet(out var open))
        {
            return Result<RemovalReport>.Refused(look.Problems);
        }

        var report = new RemovalReport(wish.Template, wish.Locality, wish.Preview, [.. found.Values], open);
        return wish.Preview ? report : await CarryOutAsync(actor, report, seen, ct);
    }

    private static ContentRemoval StateOf(Definition? draft, Definition? active, InstalledContent content) =>
        draft is null && active is null ? ContentRemoval.Gone
        : content.WasThere ? ContentRemoval.Own
        : new[] { draft, active }.All(d => d is null || JsonNode.DeepEquals(JsonNode.Parse(d.Json), JsonNode.Parse(content.Document))) ? ContentRemoval.Removed
        : ContentRemoval.Changed;

    /// <summary>Leaves out of what is to go whatever something needs that stays, until nothing of that kind is left.</summary>
    /// <returns>Open cases of the items that go.</returns>
    private async ValueTask<Result<long>> LookAsync(Actor actor, Dictionary<DefinitionName, RemovedContent> found, CancellationToken ct)
    {
        while (true)
        {
            IReadOnlyList<DefinitionName> going = [.. Going(found.Values)];
            if (going.Count == 0)
            {
                return 0L;
            }

            var look = await retirements.LookAsync(actor, going, ct);
            if (!look.TryGet(out var seen))
            {
                return Result<long>.Refused(look.Problems);
            }

            if (seen.InTheWay.Count == 0)
            {
                return seen.OpenCases;
            }

            foreach (var of in seen.InTheWay.GroupBy(o => o.Of))
            {
                found[of.Key] = found[of.Key] with { Removal = ContentRemoval.Needed, Why = [.. of.Select(o => o.Problem)] };
            }
        }
    }

    private async ValueTask<Result<RemovalReport>> CarryOutAsync(Actor actor, RemovalReport report, Dictionary<DefinitionName, RetiredDefinition> seen, CancellationToken ct)
    {
        IReadOnlyList<DefinitionName> going = [.. Going(report.Contents)];
        if (going.Count > 0)
        {
            var retired = await retirements.RetireAsync(actor, [.. going.Select(g => seen[g])], ct);
            if (!retired.Succeeded)
            {
                return Result<RemovalReport>.Refused(retired.Problems);
            }
        }

        // Afterwards: what was forgotten too early would look like the locality's own.
        IReadOnlyList<DefinitionName> forgotten = [.. going, .. report.Contents.Where(c => c.Removal is ContentRemoval.Gone or ContentRemoval.Own).Select(NameOf)];
        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                foreach (var name in forgotten)
                {
                    await TemplateContentStore.ForgetAsync(transaction, name, token);
                }

                if (forgotten.Count == report.Contents.Count)
                {
                    await TemplatePackageStore.PutValuesAsync(transaction, report.Locality, report.Template, new Dictionary<string, string>(), token);
                }

                return Done.It;
            },
            ct);
        TemplatesLog.Removed(log, report.Template, report.Locality.Value, going.Count);
        return report;
    }

    private static IEnumerable<DefinitionName> Going(IEnumerable<RemovedContent> contents) => contents.Where(c => c.Removal == ContentRemoval.Removed).Select(NameOf);

    private static RemovedContent Of(DefinitionName name, ContentRemoval removal) => new(name.Kind, name.Key, name.Owner, removal, []);

    private static DefinitionName NameOf(RemovedContent content) => new(content.Kind, content.Key, content.Locality);
}
