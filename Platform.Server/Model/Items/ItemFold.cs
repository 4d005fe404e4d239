using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Localities;

namespace Platform.Model.Items;

/// <summary>Folds the layers of one item from the top down. A field that a layer may not change keeps the value from above, so that one refusal does not cause others.</summary>
internal sealed class ItemFold
{
    private static readonly FrozenSet<string> Controls = FrozenSet.ToFrozenSet(["$schema", "schemaVersion", "key", "policies", "offered"]);

    private readonly Dictionary<string, FieldPolicy> _policies = new(ItemLayers.DefaultPolicies, StringComparer.Ordinal);

    /// <summary>Fields that some layer has stated, or has given a policy; only a stricter policy may follow.</summary>
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);

    private readonly Dictionary<string, LocalityCode> _owners = new(StringComparer.Ordinal);

    public JsonObject Facts { get; } = [];

    /// <summary>Every fact with who stated it last and what a layer below may do with it.</summary>
    public IReadOnlyDictionary<string, InheritedFact> Inherited() => Facts.Where(f => f.Value is not null && _owners.ContainsKey(f.Key))
        .ToDictionary(f => f.Key, f => new InheritedFact(f.Value!.DeepClone(), _owners[f.Key], _policies.GetValueOrDefault(f.Key)), StringComparer.Ordinal);

    public List<Problem> Problems { get; } = [];

    public void Add(ItemLayer layer)
    {
        if (layer.Document.ValueKind != JsonValueKind.Object)
        {
            Problems.Add(ItemLayers.Shape("", "An object is expected."));
            return;
        }

        var stated = JsonObject.Create(layer.Document)!;
        AddKey(stated);
        AddOffer(layer);
        foreach (var (field, value) in stated)
        {
            if (value is not null && !Controls.Contains(field))
            {
                AddField(layer.Owner, field, value);
            }
        }

        AddPolicies(stated["policies"]);
        _settled.UnionWith(Facts.Select(f => f.Key));
    }

    private void AddKey(JsonObject stated)
    {
        var key = (stated["key"] as JsonValue)?.ToString();
        if (key is null)
        {
            Problems.Add(Problem.Invalid("item.missing", "key"));
        }
        else if (Facts["key"] is { } above && above.ToString() != key)
        {
            Problems.Add(Problem.Invalid("item.keyDiffers", "key", ("value", key), ("expected", above.ToString())));
        }
        else
        {
            Facts["key"] = key;
        }
    }

    private void AddOffer(ItemLayer layer)
    {
        if (layer.Document.TryGetProperty("offered", out var offered) && ItemLayers.OfferOf(layer) is null)
        {
            Problems.Add(Problem.Invalid("item.offerUnknown", "offered", ("value", offered.ToString()), ("expected", "below, here, none")));
        }
    }

    private void AddField(LocalityCode owner, string field, JsonNode value)
    {
        var policy = _policies.GetValueOrDefault(field);
        var above = Facts[field];
        var merged = ItemFieldRules.Merge(field, above, value, policy);
        var refusals = above is null ? [] : Refusals(field, above, value, merged, policy);
        Problems.AddRange(refusals);
        if (refusals.Count == 0)
        {
            Facts[field] = merged;
            _owners[field] = owner;
        }
    }

    private static IReadOnlyList<Problem> Refusals(string field, JsonNode above, JsonNode value, JsonNode merged, FieldPolicy policy) => policy switch
    {
        FieldPolicy.Free => [],
        FieldPolicy.TightenOnly => ItemFieldRules.Tightens(field, above, merged),
        FieldPolicy.Locked when JsonNode.DeepEquals(above, merged) => [],
        FieldPolicy.Locked => [Problem.Invalid("item.locked", field, ("value", Show(value)), ("expected", Show(above)))],
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "An unknown policy."),
    };

    private void AddPolicies(JsonNode? stated)
    {
        if (stated is null)
        {
            return;
        }

        if (stated is not JsonObject policies)
        {
            Problems.Add(ItemLayers.Shape("policies", "An object of field to locked, tightenOnly or free is expected."));
            return;
        }

        foreach (var (field, word) in policies)
        {
            AddPolicy(field, word?.ToString() ?? "");
        }
    }

    private void AddPolicy(string field, string word)
    {
        var path = $"policies.{field}";
        if (PolicyOf(word) is not { } policy)
        {
            Problems.Add(Problem.Invalid("item.policyUnknown", path, ("value", word), ("expected", "locked, tightenOnly, free")));
        }
        else if (policy == FieldPolicy.TightenOnly && !ItemFieldRules.HasDirection(field))
        {
            Problems.Add(Problem.Invalid("item.policyNoDirection", path, ("value", word), ("expected", "locked, free")));
        }
        else if (_settled.Contains(field) && policy < _policies.GetValueOrDefault(field))
        {
            Problems.Add(Problem.Invalid("item.policyLooser", path, ("value", word), ("expected", WordOf(_policies[field]))));
        }
        else
        {
            _policies[field] = policy;
            _settled.Add(field);
        }
    }

    private static FieldPolicy? PolicyOf(string word) => word switch
    {
        "free" => FieldPolicy.Free,
        "tightenOnly" => FieldPolicy.TightenOnly,
        "locked" => FieldPolicy.Locked,
        _ => null,
    };

    private static string WordOf(FieldPolicy policy) => JsonNamingPolicy.CamelCase.ConvertName(policy.ToString());

    private static string Show(JsonNode node) => node.ToJsonString(ModelJson.Options);
}
