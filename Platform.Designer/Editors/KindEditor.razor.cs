using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors.Connectors;
using Platform.Designer.Editors.Decisions;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Forms;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Cases;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Designer.Editors;

public sealed partial class KindEditor
{
    private readonly CancellationTokenSource _gone = new();
    private Inheritance _inheritance = Inheritance.None;
    private References _references = References.None;
    private QuestionLibrary _library = QuestionLibrary.None;
    private TableFacts _facts = TableFacts.None;
    private IConditionSurroundings _conditions = NoConditionSurroundings.Instance;
    private ConnectorChoices _connectors = ConnectorChoices.None;
    private SupposedDefinitions? _supposed;
    private DefinitionName? _read;
    private bool? _delegates;
    private IReadOnlyList<SampleVariable> _variables = [];
    private string? _form;
    private IReadOnlyList<string> _items = [];

    /// <summary>Address at which the draft of a form or a site is shown as residents will see it.</summary>
    [Parameter]
    public string? PreviewUrl { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IDefinitions Definitions { get; set; } = default!;

    [Inject]
    private IDefinitionEditor Editor { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private IConnectorSketches Sketches { get; set; } = default!;

    [Inject]
    private IAuthorities Authorities { get; set; } = default!;

    private bool IsSite => Desk.Name.Kind == DefinitionKind.Site;

    private bool HasPreview => Desk.Name.Kind is DefinitionKind.DocumentTemplate or DefinitionKind.MessageTemplate;

    /// <summary>Shown where somebody asked for it, and where the place has said something of the kind already.</summary>
    private bool Delegates => _delegates ?? Desk.Document[RecordShape.Policies] is JsonObject { Count: > 0 };

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _connectors = Desk.Name.Kind == DefinitionKind.ConnectorBinding ? new ConnectorChoices(Sketches.All) : ConnectorChoices.None;
        if (_read != Desk.Name)
        {
            (_read, _form, _items, _delegates, _supposed, _variables) = (Desk.Name, null, [], null, null, []);
            await ReadAsync(Desk.Name);
        }

        // The page may be drawn again before the first reading has come back; who reads goes on from there.
        if (_supposed is { } supposed && Desk.Name.Kind is DefinitionKind.Item or DefinitionKind.Bundle && FormKey() is var form && form != _form)
        {
            _form = form;
            await ReadFormAsync(supposed, form);
        }

        if (_supposed is { } known && Desk.Name.Kind == DefinitionKind.Bundle && ItemsOf(Desk.Document) is var items && !items.SequenceEqual(_items))
        {
            _items = items;
            var parts = await PartNames.ReadAsync(known, _library, Desk.Name.Owner, items, _gone.Token);
            if (ReferenceEquals(_items, items))
            {
                _references = _references with { Parts = parts };
            }
        }
    }

    /// <summary>What is in force and being edited at the place.</summary>
    private async Task ReadAsync(DefinitionName name)
    {
        var supposed = new SupposedDefinitions(Definitions, [.. await Editor.ListDraftsAsync(name.Owner, _gone.Token)]);
        var references = await References.ReadAsync(supposed, Authorities, name, _gone.Token);
        var library = name.Kind is DefinitionKind.Form or DefinitionKind.Item or DefinitionKind.Bundle or DefinitionKind.DecisionTable ? await QuestionLibrary.ReadAsync(supposed, name.Owner, _gone.Token) : QuestionLibrary.None;
        var inheritance = name.Kind == DefinitionKind.Item ? await Inheritance.ReadAsync(Definitions, Localities, name, _gone.Token) : Inheritance.None;
        var facts = name.Kind == DefinitionKind.DecisionTable ? await TableFacts.ReadAsync(supposed, library, name.Owner, _gone.Token) : TableFacts.None;
        if (_read == name)
        {
            (_supposed, _references, _library, _inheritance, _facts) = (supposed, references, library, inheritance, facts);
        }
    }

    /// <summary>The items of a bundle, each once.</summary>
    private static IReadOnlyList<string> ItemsOf(JsonObject bundle) =>
        [.. (bundle["items"] as JsonArray ?? []).OfType<JsonObject>().Select(p => ValueTexts.Write(p["item"], ShapeKind.Line)).Where(i => i.Length > 0).Distinct()];

    /// <summary>The form the item names, or the one it has from above.</summary>
    private string FormKey() =>
        ValueTexts.Write(Desk.Document["form"], ShapeKind.Line) is { Length: > 0 } own ? own
        : Inherited() is { Length: > 0 } above ? above : "";

    private string Inherited() => _inheritance.Facts.GetValueOrDefault("form") is { Value: var value } ? ValueTexts.Write(value, ShapeKind.Line) : "";

    private async Task ReadFormAsync(SupposedDefinitions supposed, string key)
    {
        var active = key.Length == 0 ? null : await supposed.FindActiveAsync(DefinitionKind.Form, key, Desk.Name.Owner, _gone.Token);
        if (_form != key || _supposed != supposed)
        {
            // Another one was named meanwhile; its own reading shows it.
            return;
        }

        _conditions = new ItemConditions(active is null ? null : JsonNode.Parse(active.Json) as JsonObject, _library);
        if (Desk.Name.Kind == DefinitionKind.Bundle)
        {
            _references = _references.With(ReferenceKind.Source, [.. _conditions.FieldsAt(Desk.Document, Spot.Root).Where(f => !f.IsRepeat).Select(f => new ReferenceChoice(f.Name, f.Label))]);
        }
    }
}
