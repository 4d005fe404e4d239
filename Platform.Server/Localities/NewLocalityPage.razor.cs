using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Localities;

/// <summary>Opens a place below another one. It takes everything that is configured above until it says otherwise, so there is nothing else to set up (A16).</summary>
public sealed partial class NewLocalityPage
{
    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private Locality? _above;
    private Locality? _made;
    private string _code = "";
    private string? _chinese;
    private string? _english;
    private string _expected = "";

    [SupplyParameterFromQuery(Name = "above")]
    private string? AboveInUrl { get; set; }

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private SaveLocality Save { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (LocalityCode.TryParse(AboveInUrl, out var code) && Current.Actor.May(Permissions.AccountsManage, code) && LowerDigits(code) > 0)
        {
            _above = await Localities.FindAsync(code, Gone);
        }

        if (_above is { } above)
        {
            Refused = above.IsOpenOn(ChinaTime.DayOf(Clock.GetUtcNow())) ? [] : [Problem.Conflict("locality.parentClosed", ("value", above.Name))];
            _code = above.Code.Value;
            _expected = above.Code.Value + new string('0', LowerDigits(above.Code) - 1) + "1";
            _trail = [(T["home.title"], EditorUrl.Home), (above.Name.ToString(), EditorUrl.HomeOf(above.Code))];
        }
    }

    /// <summary>Digits the code of a place directly below has more; 0 where nothing is below.</summary>
    private static int LowerDigits(LocalityCode code) => code.Level switch
    {
        LocalityLevel.Province or LocalityLevel.City => 2,
        LocalityLevel.District or LocalityLevel.Street => 3,
        _ => 0,
    };

    private async Task SaveAsync()
    {
        _wrong.Clear();
        if (!LocalityCode.TryParse(_code.Trim(), out var code) || code.Parent != _above!.Code)
        {
            _wrong["code"] = T["place.code.wrong", _code, _expected];
        }
        else if (await Localities.FindAsync(code, Gone) is { } known)
        {
            _wrong["code"] = T["place.code.taken", code.Value, known.Name];
        }

        if (string.IsNullOrWhiteSpace(_chinese))
        {
            _wrong["name"] = T["place.name.missing"];
        }

        if (_wrong.Count > 0)
        {
            return;
        }

        var name = LocalizedText.Of(_chinese!.Trim(), string.IsNullOrWhiteSpace(_english) ? null : _english.Trim());
        var saved = await Save.HandleAsync(Current.Actor, new Locality(code, name), null, Gone);
        (Refused, _made) = (saved.Problems, saved.Succeeded ? saved.Value : null);
    }
}
