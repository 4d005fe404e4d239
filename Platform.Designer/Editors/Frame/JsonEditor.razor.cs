using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Designer.Editors.Changes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;

namespace Platform.Designer.Editors.Frame;

public sealed partial class JsonEditor
{
    private const int MostListed = 20;
    private const string ScriptFile = "_content/Platform.Designer/json-editor.js";

    /// <summary>What the person sees while they are in the box, and what they typed; null while the box shows what is on the desk.</summary>
    private string? _typed;
    private JsonObject? _seen;
    private string? _broken;
    private JsonFault? _fault;
    private string? _shown;

    private SchemaMarks? _schema;
    private IReadOnlyList<JsonMark> _marks = [];
    private (string Text, IReadOnlyList<DefinitionFinding>? Findings)? _marked;

    private ElementReference _box;
    private ElementReference _place;
    private IJSObjectReference? _editor;
    private bool _isOpen;
    private bool _gone;

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [CascadingParameter]
    private ChangeWords InWords { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    private string Text
    {
        get => _typed ?? (_seen ?? Desk.Document).ToJsonString(ModelJson.Readable);
        set
        {
            Hold();
            _typed = value;
            Read(out _);
            Mark();
        }
    }

    private string Described => $"{(_fault is null ? "" : "json-broken ")}json-hint json-marks";

    public async ValueTask DisposeAsync()
    {
        _gone = true;
        if (_editor is { } editor)
        {
            await CloseAsync(editor);
        }
    }

    protected override void OnInitialized() => _schema = new SchemaMarks(new DefinitionSchema(T, Vocabulary).Of(Desk.Name.Kind), T);

    protected override void OnParametersSet() => Mark();

    /// <summary>Numbers beside the lines and marks in the editor are drawn where the text is.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var text = Text;
        var now = $"{_isOpen} {_marks.Count} {_marks.GetHashCode()} {text.Length} {text.GetHashCode(StringComparison.Ordinal)}";
        if (now != _shown)
        {
            _shown = now;
            await Script.InvokeVoidAsync("platformDesigner.lines", "json");
            if (_editor is { } editor && !_gone)
            {
                await editor.InvokeVoidAsync("show", _marks.Select(m => new { m.Range.Line, m.Range.Column, m.Range.EndLine, m.Range.EndColumn, m.IsError, m.Words }));
            }
        }

        if (firstRender)
        {
            await OpenAsync();
        }
    }

    /// <summary>The box is there and works; the editor comes over it when it is loaded, or not at all.</summary>
    private async Task OpenAsync()
    {
        try
        {
            await using var script = await Script.InvokeAsync<IJSObjectReference>("import", "./" + Assets[ScriptFile]);
            _editor = await script.InvokeAsync<IJSObjectReference?>("open", _box, _place, new { Label = $"{T["view.json"]}: {T["json.keys"]}", Schema = KindShapes.Find(Desk.Name.Kind) is null ? null : EditorUrl.SchemaOf(Desk.Name.Kind) });
        }
        catch (Exception missing) when (missing is JSException or JSDisconnectedException or OperationCanceledException)
        {
            return;
        }

        if (_editor is { } editor && _gone)
        {
            await CloseAsync(editor);
        }
        else if (_editor is not null)
        {
            _isOpen = true;
            StateHasChanged();
        }
    }

    private static async Task CloseAsync(IJSObjectReference editor)
    {
        try
        {
            await editor.InvokeVoidAsync("close");
            await editor.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The page went with its connection.
        }
    }

    private async Task GoAsync(int line, int column)
    {
        if (_editor is { } editor)
        {
            await editor.InvokeVoidAsync("go", line, column);
        }
        else
        {
            await Script.InvokeVoidAsync("platformDesigner.caret", "json", line, column);
        }
    }

    private void Read(out Held? read)
    {
        read = null;
        _fault = _typed is null ? null : TypedJson.Read(_typed, out read);
        _broken = _fault is { } fault ? JsonWords.Say(T, fault) : null;
    }

    private void Mark()
    {
        var now = (Text, Desk.Findings);
        if (now != _marked)
        {
            _marked = now;
            _marks = _fault is { } fault ? [new JsonMark(new TextRange(fault.Line, fault.Column, fault.Line, fault.Column + 1), IsError: true, _broken!)] : [.. _schema!.Of(now.Text).Concat(Found(now.Text)).OrderBy(m => m.Range.Line).ThenBy(m => m.Range.Column)];
        }
    }

    /// <summary>What the last check found, where it belongs.</summary>
    private IReadOnlyList<JsonMark> Found(string text) =>
        FindingMarks.Of(text, Desk.Findings ?? [], f => Words.Say(FindingPlaces.InWords(f.Problem, InWords, Desk, Vocabulary)));

    /// <summary>What colleagues do meanwhile does not change the text under somebody's hands.</summary>
    private void Hold() => _seen ??= (JsonObject)Desk.Document.DeepClone();

    private void Release()
    {
        if (_typed is null)
        {
            _seen = null;
        }
    }

    private async Task ApplyAsync()
    {
        if (_typed is null)
        {
            return;
        }

        Read(out var read);
        if (read is { Value: JsonObject document })
        {
            var seen = _seen ?? Desk.Document;
            (_typed, _seen) = (null, null);
            await Desk.ReplaceAsync(seen, document);
        }
        else
        {
            _broken ??= T["json.notObject"];
            if (_fault is { } fault)
            {
                await GoAsync(fault.Line, fault.Column);
            }
        }
    }

    private void Drop()
    {
        (_typed, _seen, _broken, _fault) = (null, null, null, null);
        Mark();
    }
}
