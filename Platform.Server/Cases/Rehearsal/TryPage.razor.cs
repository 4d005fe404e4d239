using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Fields;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>Where a flow is tried before it is published (A14).</summary>
public sealed partial class TryPage
{
    private const string TextKey = "try.sampleText";
    private const string SamplesMember = "samples";

    private static readonly int[] Waits = [1, 5, 20];
    private static readonly string[] Ends = ["Granted", "Denied", "Withdrawn"];

    private readonly CancellationTokenSource _gone = new();
    private EditorDesk? _desk;
    private RehearsalWalk? _walk;
    private IReadOnlyList<DraftedItem> _items = [];
    private readonly Dictionary<LocalityCode, string> _places = [];
    private readonly Dictionary<(DefinitionKind Kind, string Key), string?> _names = [];
    private IReadOnlyList<FlowSample> _samples = [];
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private string _title = "";
    private string? _nameChinese;
    private string? _nameEnglish;
    private string _by = "";
    private string? _broken;
    private string? _said;
    private bool _saidWell;
    private bool _filling;
    private bool _missing;
    private bool _busy;

    [Parameter]
    public string Key { get; set; } = "";

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private IWorkshop Workshop { get; set; } = default!;

    [Inject]
    private RehearsalDesk Rehearsals { get; set; } = default!;

    [Inject]
    private IItemDrafts Items { get; set; } = default!;

    [Inject]
    private IDefinitions Definitions { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private DraftedItem? Chosen => _items.FirstOrDefault(i => i.Key == _walk?.Item && i.Locality == _walk.Place);

    private string? FormKey => Chosen?.Form;

    private string AnswersText
    {
        get => _walk!.Answers.ToJsonString(ModelJson.Readable);
        set
        {
            _broken = null;
            if (TypedJson.ReadObject(value, out var answers) is { } fault)
            {
                _broken = T["try.answers.broken", fault.Line, fault.Column];
            }
            else
            {
                _walk!.Answers = answers!;
            }
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _desk?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out var owner))
        {
            _missing = true;
            return;
        }

        var name = new DefinitionName(DefinitionKind.Flow, Key, owner);
        _desk = new EditorDesk(Workshop, Current, name, InvokeAsync, Clock);
        _desk.Changed += OnDesk;
        await _desk.OpenAsync();
        if (_desk.Piece is null)
        {
            return;
        }

        var place = await Localities.FindAsync(owner, _gone.Token);
        _title = DocumentTitles.Of(_desk.Document) ?? Key;
        _trail = [(T["home.title"], EditorUrl.Home), (place?.Name.ToString() ?? owner.Value, EditorUrl.HomeOf(owner)), (T["kind." + name.Kind], EditorUrl.HomeOf(owner) + "&kind=flow")];
        _items = await Items.ListOfFlowAsync(owner, Key, _gone.Token);
        foreach (var at in _items.Select(i => i.Locality).Where(l => l != owner).Distinct())
        {
            _places[at] = (await Localities.FindAsync(at, _gone.Token))?.Name.ToString() ?? at.Value;
        }

        var walk = new RehearsalWalk(Rehearsals, Items, Current, owner, Clock);
        if (_items is [var first, ..])
        {
            await walk.ChooseAsync(first, _gone.Token);
        }

        _walk = walk;
        ReadSamples();
    }

    private void OnDesk()
    {
        ReadSamples();
        _ = InvokeAsync(StateHasChanged);
    }

    /// <summary>Samples that cannot be read are what the check of the flow is about; here they are left out.</summary>
    private void ReadSamples()
    {
        try
        {
            _samples = Samples(_desk!.Document)?.Deserialize<IReadOnlyList<FlowSample>>(StrictJson.Options) ?? [];
        }
        catch (JsonException)
        {
            _samples = [];
        }
    }

    private static JsonArray? Samples(JsonObject document) => (document["customProperties"] as JsonObject)?[SamplesMember] as JsonArray;

    private async Task ActAsync(Func<Task> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _said, _broken) = (true, null, null);
        try
        {
            await act();
            await ReadNamesAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>What papers and messages are called at the place.</summary>
    private async Task ReadNamesAsync()
    {
        foreach (var effect in _walk!.Run?.Moments.SelectMany(m => m.Effects) ?? [])
        {
            var kind = effect.Kind switch { "document" => DefinitionKind.DocumentTemplate, "message" => DefinitionKind.MessageTemplate, _ => (DefinitionKind?)null };
            if (kind is { } named && !_names.ContainsKey((named, effect.Name)))
            {
                var found = await Definitions.FindActiveAsync(named, effect.Name, _walk.Place, _gone.Token);
                _names[(named, effect.Name)] = found is not null && JsonNode.Parse(found.Json) is JsonObject document ? DocumentTitles.Of(document) : null;
            }
        }
    }

    private Task MoveAsync(RehearsalMove move) => ActAsync(() => _walk!.MoveAsync(move, _gone.Token));

    private void Answer(string question, string? option)
    {
        if (string.IsNullOrEmpty(option))
        {
            _walk!.Scenario.Remove(question);
        }
        else
        {
            _walk!.Scenario[question] = option;
        }
    }

    /// <summary>What was typed in the form beside, as far as its pages were turned.</summary>
    private async Task TakeAsync()
    {
        var kept = await Script.InvokeAsync<string?>("platformDesigner.formAnswers", _gone.Token);
        if (kept is { Length: > 2 } && JsonNode.Parse(kept) is JsonObject answers)
        {
            (_walk!.Answers, _broken) = (answers, null);
        }
        else
        {
            _broken = T["try.answers.nothingTaken"];
        }
    }

    private Task SaveSampleAsync() => ActAsync(async () =>
    {
        if (_nameChinese?.Trim() is not { Length: > 0 } chinese)
        {
            (_said, _saidWell) = (T["try.samples.nameNeeded"], false);
            return;
        }

        var name = LocalizedText.Of(chinese, _nameEnglish?.Trim() is { Length: > 0 } english ? english : null);
        var sample = JsonSerializer.SerializeToNode(_walk!.ToSample(name), ModelJson.Options);
        await _desk!.EditAsync(document => Spot.Root.Member("customProperties").Member(SamplesMember).List(document).Add(sample));
        (_nameChinese, _nameEnglish) = (null, null);
        (_said, _saidWell) = (T["try.samples.saved", chinese], true);
    });

    private Task RemoveSampleAsync(int at) => _desk!.EditAsync(document =>
    {
        if (Samples(document) is { } samples && at < samples.Count)
        {
            samples.RemoveAt(at);
        }
    });

    private Task PlaySampleAsync(FlowSample sample) => ActAsync(async () =>
    {
        await _walk!.PlayAsync(sample, _items.FirstOrDefault(i => i.Key == sample.Item)?.Locality ?? _desk!.Name.Owner, _gone.Token);
        if (_walk.Run is { } run)
        {
            _saidWell = run.State == sample.State && _walk.Problems.Count == 0 && (sample.Path is null || sample.Path.SequenceEqual(run.Path));
            _said = _saidWell ? T["try.samples.same"] : T["try.samples.differs", sample.Path is { } path ? string.Join(" → ", path) : sample.State.ToString(), string.Join(" → ", run.Path)];
        }
    });

    private string NameOf(RehearsedEffect effect) => effect.Kind switch
    {
        "document" => _names.GetValueOrDefault((DefinitionKind.DocumentTemplate, effect.Name)),
        "message" => _names.GetValueOrDefault((DefinitionKind.MessageTemplate, effect.Name)),
        "case" => ItemName(effect.Name),
        _ => null,
    } ?? effect.Name;

    private string ItemName(string key) => _items.FirstOrDefault(i => i.Key == key)?.Name.ToString() ?? key;

    private string Who(RehearsedTask task) => task.Role is { } role ? T["try.task.role", StaffLink.RoleName(role, Texts)] : T["try.task.applicant"];

    private string To(RehearsedEffect effect) => effect.To switch
    {
        null => "",
        "applicant" or "person" => T["try.to." + effect.To],
        _ when effect.Kind == "message" => StaffLink.RoleName(effect.To, Texts),
        _ => effect.To,
    };

    /// <summary>What the step and its outcome are called, where a task told.</summary>
    private string StepWords(RehearsedMoment moment)
    {
        var task = moment.Step is { } step ? _walk!.Run!.Moments.SelectMany(m => m.Opened).FirstOrDefault(t => t.Step == step) : null;
        var outcome = moment.Outcome is { } key && task?.Labels.GetValueOrDefault(key) is { } label ? label.ToString() : moment.Outcome;
        return string.Join(" · ", new[] { task?.Title.ToString() ?? moment.Step, outcome }.Where(w => !string.IsNullOrEmpty(w)));
    }

    private static string Moment(DateTimeOffset at) => at.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
