using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Server.Definitions.Editing;

/// <summary>Begins what there is not yet: with a name, and with what another definition of the place says where that is to be taken.</summary>
internal sealed class NewDefinitions(IDefinitions inForce, DefinitionStore store, IWorkshop workshop)
{
    /// <summary>Facts of an item that belong to it alone.</summary>
    private static readonly string[] OfOneItem = ["basicCode", "implementationCode"];

    /// <param name="title">What it is called, in Chinese; null when that is said later.</param>
    /// <param name="like">Key of a definition of the same kind that the place has or takes from above; null = from nothing.</param>
    /// <returns>Refused with <c>definition.exists</c> when the place has the key or takes it from above, <c>definition.notFound</c>, or like an edit.</returns>
    public async ValueTask<Result<EditOutcome>> BeginAsync(Actor actor, DefinitionName name, string? title, string? like, CancellationToken ct)
    {
        var opened = await workshop.OpenAsync(actor, name, ct);
        if (!opened.TryGet(out var piece))
        {
            return Result<EditOutcome>.Refused(opened.Problems);
        }

        if (piece.Draft is not null || piece.Active is not null || piece.Above is not null)
        {
            return Problem.Conflict("definition.exists", ("value", name.Key), ("place", (piece.Active ?? piece.Above)?.Id.Owner.Value ?? name.Owner.Value));
        }

        var document = piece.Document;
        if (like is not null)
        {
            if (await SaysAsync(name with { Key = like }, ct) is not { } copied)
            {
                return Problem.NotFound("definition.notFound", ("value", like));
            }

            document = Named(copied, piece.Document);
        }

        if (!string.IsNullOrWhiteSpace(title))
        {
            document = (JsonObject)document.DeepClone();
            DocumentTitles.Put(document, name.Kind, title.Trim());
        }

        return await workshop.EditAsync(actor, name, DocumentDiff.Between(piece.Document, document), null, ct);
    }

    /// <summary>What a definition says at the place, as it is being edited there: of an item all its layers together.</summary>
    private async ValueTask<JsonObject?> SaysAsync(DefinitionName name, CancellationToken ct)
    {
        var draft = await store.FindAsync(name, DefinitionState.Draft, ct);
        var layers = await new SupposedDefinitions(inForce, draft is null ? [] : [draft]).ListLayersAsync(name.Kind, name.Key, name.Owner, ct);
        return layers is not [.., var nearest] ? null
            : name.Kind == DefinitionKind.Item ? ItemLayers.Together([.. layers.Select(l => new ItemLayer(l.Id.Owner, JsonElement.Parse(l.Json)))])
            : (JsonObject)JsonNode.Parse(nearest.Json)!;
    }

    /// <summary>The copy under the name that the empty document has.</summary>
    private static JsonObject Named(JsonObject copied, JsonObject empty)
    {
        var named = (JsonObject)copied.DeepClone();
        foreach (var (member, value) in empty.Where(m => m.Value is JsonValue))
        {
            named[member] = value!.DeepClone();
        }

        if (named["definitionId"] is JsonValue flow)
        {
            (named["id"], named["version"]) = ($"{flow}-v1", 1);
            (named["customProperties"] as JsonObject)?.Remove("samples");
        }

        foreach (var member in OfOneItem)
        {
            named.Remove(member);
        }

        return named;
    }
}
