using System.Runtime.CompilerServices;
using System.Text.Json;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Definitions;

/// <summary>Who names whom among what is in force: the ground of a <see cref="ReferenceMap"/>.</summary>
internal sealed class ReferencesInForce
{
    /// <summary>Kinds of definitions that name others.</summary>
    private static readonly DefinitionKind[] Naming = [DefinitionKind.Item, DefinitionKind.Form, DefinitionKind.Question, DefinitionKind.Flow, DefinitionKind.Bundle, DefinitionKind.Site];

    /// <summary>What a version names never changes; kept as long as the version itself is.</summary>
    private readonly ConditionalWeakTable<Definition, IReadOnlyList<DefinitionReference>> _named = [];

    public IReadOnlyList<DefinitionReference> Of(Definition definition) =>
        _named.GetValue(definition, static d => DefinitionReferences.Of(d.Id.Kind, JsonElement.Parse(d.Json)));

    /// <summary>Everything that can name something or hold instead of it, at the owners, above and below them.</summary>
    public static async ValueTask<Dictionary<DefinitionName, Definition>> AroundAsync(IReadOnlyList<DefinitionName> names, IDefinitions together, CancellationToken ct)
    {
        var found = new Dictionary<DefinitionName, Definition>();
        foreach (var owner in names.Select(n => n.Owner).Distinct())
        {
            foreach (var kind in Naming)
            {
                foreach (var key in await together.ListKeysAsync(kind, ct))
                {
                    await AddAsync(kind, key, owner);
                }
            }
        }

        foreach (var name in names)
        {
            await AddAsync(name.Kind, name.Key, name.Owner);
        }

        return found;

        async ValueTask AddAsync(DefinitionKind kind, string key, LocalityCode owner)
        {
            foreach (var definition in (await together.ListLayersAsync(kind, key, owner, ct)).Concat(await together.ListBelowAsync(kind, key, owner, ct)))
            {
                found[new(definition.Id.Kind, definition.Id.Key, definition.Id.Owner)] = definition;
            }
        }
    }
}
