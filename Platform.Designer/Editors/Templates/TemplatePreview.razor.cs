using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Identity;
using Platform.Model.Notifications;

namespace Platform.Designer.Editors.Templates;

public sealed partial class TemplatePreview
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<SampleCase>? _cases;
    private IReadOnlyList<Problem> _problems = [];
    private IReadOnlyList<TemplateFault> _faults = [];
    private SampleFacts? _facts;
    private PaperPreview? _paper;
    private MessagePreview? _message;
    private DefinitionName? _read;
    private int _chosen;
    private bool _busy;
    private bool _printing;

    /// <summary>Gets what the chosen case can say.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<SampleVariable>> OnVariables { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private ISampleCases Samples { get; set; } = default!;

    [Inject]
    private IPaperPreview Papers { get; set; } = default!;

    [Inject]
    private IPdfPrinter Printer { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [Inject]
    private IMessagePreview Messages { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    private bool IsPaper => Desk.Name.Kind == DefinitionKind.DocumentTemplate;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_read == Desk.Name)
        {
            Draw();
            return;
        }

        var name = Desk.Name;
        (_read, _cases, _facts, _chosen) = (name, null, null, 0);
        var cases = await Samples.ListAsync(Current.Actor, name.Owner, _gone.Token);
        if (_read == name)
        {
            _cases = cases;
            await ReadAsync();
        }
    }

    private Task ChooseAsync(string? number)
    {
        _chosen = int.TryParse(number, CultureInfo.InvariantCulture, out var at) ? at : 0;
        return ReadAsync();
    }

    /// <summary>Walking to the paper takes a moment; drawing it anew does not.</summary>
    private async Task ReadAsync()
    {
        if (_cases?.ElementAtOrDefault(_chosen) is not { } sample)
        {
            return;
        }

        _busy = true;
        StateHasChanged();
        var (name, chosen) = (Desk.Name, _chosen);
        var found = IsPaper
            ? await Samples.OfPaperAsync(Current.Actor, name.Owner, sample, name.Key, _gone.Token)
            : await Samples.OfMessageAsync(Current.Actor, name.Owner, sample, name.Key, _gone.Token);
        if ((name, chosen) != (_read, _chosen))
        {
            // Another one was chosen meanwhile; its own walk shows it.
            return;
        }

        _busy = false;
        _problems = found.Problems;
        _facts = found.TryGet(out var facts) ? facts : null;
        Draw();
        await OnVariables.InvokeAsync(_facts?.Variables() ?? []);
    }

    private void Draw()
    {
        (_paper, _message) = _facts is not { } facts ? (null, null)
            : IsPaper ? (Papers.Draw(Desk.Document, Desk.Name.Key, facts), (MessagePreview?)null)
            : (null, Messages.Write(Desk.Document, facts));
        _faults = _paper?.Faults ?? _message?.Faults ?? [];
    }

    /// <summary>The specimen as a file, as the paper would be printed.</summary>
    private async Task PrintAsync()
    {
        if (_paper is not { Page: { } page, Number: var number })
        {
            return;
        }

        _printing = true;
        try
        {
            var printed = await Printer.PrintAsync(new(page, number), _gone.Token);
            _problems = printed.Problems;
            if (printed.TryGet(out var file))
            {
                using var stream = new DotNetStreamReference(new MemoryStream(file.Content));
                await Script.InvokeVoidAsync("platformDesigner.download", _gone.Token, $"{number}.pdf", PdfFile.MediaType, stream);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or JSDisconnectedException)
        {
            // The page is gone.
        }
        finally
        {
            _printing = false;
        }
    }

    private string NameOf(SampleCase sample) => sample.Name is { } name ? T["sample.saved", sample.ItemName, name] : T["sample.madeUp", sample.ItemName];

    private string Say(TemplateFault fault)
    {
        var member = fault.Field.Split('.');
        var shape = KindShapes.Find(Desk.Name.Kind)!;
        var field = shape.Members.FirstOrDefault(m => m.Name == member[0]) is { } known ? MemberWords.Name(T, shape, known) : member[0];
        var where = member is [_, var language] ? T["sample.fault.where", field, T["language." + language]].Value : field;
        return fault.Unreadable is { } problem ? T["sample.fault.unreadable", where, Words.Say(problem)]
            : fault.Line is { } line ? T["sample.fault.unknown.line", where, line, fault.Variable!]
            : T["sample.fault.unknown", where, fault.Variable!];
    }
}
