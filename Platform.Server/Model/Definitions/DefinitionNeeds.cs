using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Items;

namespace Platform.Model.Definitions;

/// <summary>What has to go along with a definition that goes elsewhere.</summary>
public static class DefinitionNeeds
{
    /// <summary>Table whose labels the themes of items are.</summary>
    private const string Themes = "theme";

    /// <summary>The calendar of an item that names none.</summary>
    public const string UsualCalendar = "cn-workdays";

    /// <summary>Whether something is missing without it: papers and messages have a plain wording of their own, themes are shown by their codes.</summary>
    public static bool IsNeeded(DefinitionReference reference) =>
        reference.Kind is not (DefinitionKind.DocumentTemplate or DefinitionKind.MessageTemplate) && reference != new DefinitionReference(DefinitionKind.CodeTable, Themes);

    /// <summary>What an item names with all its layers together, what counts where none of them says so, and the papers its cases are given.</summary>
    /// <param name="layers">From the top down.</param>
    public static IReadOnlyList<DefinitionReference> OfItem(IReadOnlyList<ItemLayer> layers)
    {
        var facts = ItemLayers.Inherited(layers);
        var whole = JsonSerializer.SerializeToElement(facts.ToDictionary(f => f.Key, f => f.Value.Value, StringComparer.Ordinal), ModelJson.Options);
        return
        [
            .. DefinitionReferences.Of(DefinitionKind.Item, whole)
                .Concat(facts.ContainsKey("calendar") ? [] : [new DefinitionReference(DefinitionKind.Calendar, UsualCalendar)])
                .Concat(facts.ContainsKey("themes") ? [new DefinitionReference(DefinitionKind.CodeTable, Themes)] : [])
                .Concat(DocumentKinds.All.Select(k => new DefinitionReference(DefinitionKind.DocumentTemplate, k))),
        ];
    }

    /// <summary>What is named before what names it, otherwise as they come; where they name each other in a circle one of them has to be first.</summary>
    /// <param name="definitions">Each kind and key once.</param>
    public static IReadOnlyList<FiledDefinition> InOrder(IReadOnlyList<FiledDefinition> definitions)
    {
        var byName = definitions.ToDictionary(d => new DefinitionReference(d.Kind, d.Key));
        var (seen, ordered) = (new HashSet<FiledDefinition>(), new List<FiledDefinition>());
        foreach (var definition in definitions)
        {
            Visit(definition);
        }

        return ordered;

        void Visit(FiledDefinition definition)
        {
            if (!seen.Add(definition))
            {
                return;
            }

            foreach (var named in DefinitionReferences.Of(definition.Kind, definition.Document))
            {
                if (byName.TryGetValue(named, out var before))
                {
                    Visit(before);
                }
            }

            ordered.Add(definition);
        }
    }
}
