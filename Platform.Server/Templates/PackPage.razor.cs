using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>Makes a template package of what is in force in a locality: chosen, looked at, and then fetched as a file or put into the gallery.</summary>
public sealed partial class PackPage
{
    private const int Most = 20;

    private readonly HashSet<DefinitionReference> _chosen = [];
    private readonly HashSet<DefinitionReference> _takenIn = [];
    private readonly List<TextRow> _texts = [];
    private IReadOnlyList<Own>? _own;
    private IReadOnlyList<PackedContent> _above = [];
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityTree _tree = new([]);
    private LocalityCode _locality;
    private PackReport? _report;
    private (string Chinese, string English) _title = ("", "");
    private (string Chinese, string English) _summary = ("", "");
    private string _id = "";
    private string _version = "1.0.0";
    private string? _did;
    private bool _isOffered;
    private bool _changed;
    private int _numbers;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private TemplatePacker Packer { get; set; } = default!;

    [Inject]
    private TemplateShelf Shelf { get; set; } = default!;

    [Inject]
    private IDefinitionGathering Gathering { get; set; } = default!;

    [Inject]
    private IDefinitions InForce { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out _locality))
        {
            Refused = [Problem.Invalid("locality.code", "locality", ("value", LocalityInUrl))];
            return;
        }

        _tree = await Localities.TreeAsync(Gone);
        _trail = [(T["home.title"], EditorUrl.Home), (PlaceName(_locality), EditorUrl.HomeOf(_locality)), (T["gallery.title"], EditorUrl.GalleryOf(_locality))];
        var own = await Gathering.ListOwnAsync(Current.Actor, _locality, Gone);
        Refused = own.Problems;
        if (own.TryGet(out var mine))
        {
            _own = await NamedAsync(mine);
        }
    }

    /// <summary>A layer of an item need not say what the item is called.</summary>
    private async Task<IReadOnlyList<Own>> NamedAsync(IReadOnlyList<Definition> own)
    {
        var named = new List<Own>();
        foreach (var version in own)
        {
            var (kind, key) = (version.Id.Kind, version.Id.Key);
            IReadOnlyList<Definition> layers = kind == DefinitionKind.Item ? await InForce.ListLayersAsync(kind, key, _locality, Gone) : [version];
            named.Add(new(new(kind, key), TemplatePacker.TitleOf(layers)));
        }

        return named;
    }

    private Task ChooseAsync(Own one, bool chosen) => SetAsync(() =>
    {
        if (!chosen)
        {
            _chosen.Remove(one.Reference);
        }
        else if (_chosen.Add(one.Reference) && _chosen.Count == 1 && _id.Length == 0)
        {
            // What is chosen first usually names the package.
            (_id, _title) = (one.Reference.Key, (one.Texts?.In(LocalizedText.Chinese) ?? "", one.Texts?.Texts.GetValueOrDefault(LocalizedText.English) ?? ""));
        }
    });

    private Task TakeInAsync(DefinitionReference name, bool taken) => SetAsync(() => _ = taken ? _takenIn.Add(name) : _takenIn.Remove(name));

    private Task TakeAllAsync(bool taken) => SetAsync(() =>
    {
        _takenIn.Clear();
        _takenIn.UnionWith(taken ? _above.Select(a => new DefinitionReference(a.Kind, a.Key)) : []);
    });

    private Task AddTextAsync(SuggestedText? suggested) => SetAsync(() =>
    {
        var word = suggested?.Kind.ToString().ToLowerInvariant() ?? "text";
        var key = Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? word : word + i.ToString(CultureInfo.InvariantCulture)).First(k => _texts.TrueForAll(t => t.Key != k));
        _texts.Add(new() { Number = _numbers++, Key = key, Literal = suggested?.Literal ?? "", Title = suggested is null ? ("", "") : (In(LocalizedText.Chinese, suggested.Kind), In(LocalizedText.English, suggested.Kind)) });
    });

    private async Task RemoveTextAsync(TextRow text)
    {
        await SetAsync(() => _texts.Remove(text));
        await Script.InvokeVoidAsync("platformDesigner.focus", Gone, "p-texts");
    }

    /// <summary>The same word in a language that need not be the page's.</summary>
    private string In(string culture, TextKind kind)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return T["pack.text." + kind];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>Changes something and looks at what would come of it; where something is under way, after that.</summary>
    private async Task SetAsync(Action change)
    {
        change();
        (_did, _isOffered) = (null, false);
        _changed = true;
        await WorkAsync(() => Task.CompletedTask);
    }

    private Task WorkAsync(Func<Task> work) => BusyAsync(async () =>
    {
        await work();
        while (_changed)
        {
            _changed = false;
            await LookAsync();
        }
    });

    private async Task LookAsync()
    {
        if (_chosen.Count == 0)
        {
            (_report, _above) = (null, []);
            return;
        }

        var look = await Packer.LookAsync(Current.Actor, Wish(), Gone);
        (Refused, _report) = (look.Problems, look.Succeeded ? look.Value : null);
        _above = _report is null ? [] : [.. _report.Expected.Concat(_report.Contents.Where(c => _takenIn.Contains(new(c.Kind, c.Key)))).OrderBy(c => c.Kind).ThenBy(c => c.Key, StringComparer.Ordinal)];
    }

    private Task DownloadAsync() => PackAsync(async packed =>
    {
        using var stream = new DotNetStreamReference(new MemoryStream(packed.Zip.ToArray()));
        var name = $"{packed.Manifest.Id}-{packed.Manifest.Version}.zip";
        await Script.InvokeVoidAsync("platformDesigner.download", Gone, name, ZipFolder.MediaType, stream);
        _did = T["pack.did", name];
    });

    private Task OfferAsync() => PackAsync(async packed =>
    {
        var offered = await Shelf.OfferAsync(Current.Actor, _locality, packed.Zip, CancellationToken.None);
        (Refused, _isOffered, _did) = (offered.Problems, offered.Succeeded, offered.Succeeded ? T["gallery.file.did", packed.Manifest.Title, PlaceName(_locality)].Value : null);
    });

    private Task PackAsync(Func<PackedTemplate, Task> then) => WorkAsync(async () =>
    {
        (_did, _isOffered) = (null, false);
        var packed = await Packer.PackAsync(Current.Actor, Wish(), Gone);
        Refused = packed.Problems;
        if (packed.TryGet(out var package))
        {
            await then(package);
        }
    });

    private PackWish Wish() => new(_locality, _id.Trim(), _version.Trim(), Both(_title), Both(_summary), _chosen, _takenIn, [.. _texts.Select(t => new PackedText(t.Key.Trim(), Both(t.Title), t.Literal))]);

    private PackedTextCount? CountOf(TextRow text) => _report?.Texts.FirstOrDefault(t => t.Key == text.Key);

    private string PlaceName(LocalityCode code) => _tree.Find(code)?.Name.ToString() ?? code.Value;

    private static string TitleOf(PackedContent content) => content.Title is { IsEmpty: false } title ? title.ToString() : content.Key;

    private static string TextOf(ChangeEventArgs change) => (string?)change.Value ?? "";

    private static bool IsFirst(DefinitionKind kind) => kind is DefinitionKind.Item or DefinitionKind.Bundle;

    private static LocalizedText Both((string Chinese, string English) text) => LocalizedText.Of(text.Chinese.Trim(), text.English.Trim() is { Length: > 0 } english ? english : null);

    /// <summary>A definition the locality has of its own.</summary>
    private sealed record Own(DefinitionReference Reference, LocalizedText? Texts)
    {
        public DefinitionKind Kind => Reference.Kind;

        public string Title => Texts is { IsEmpty: false } ? Texts.ToString() : Reference.Key;
    }

    /// <summary>A text that becomes a parameter, while it is written.</summary>
    private sealed class TextRow
    {
        public int Number { get; init; }

        public string Key { get; set; } = "";

        public string Literal { get; set; } = "";

        public (string Chinese, string English) Title { get; set; }
    }
}
