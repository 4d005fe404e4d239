using Platform.Designer.Ui.Forms;
using Platform.Model.Codes;
using Platform.Model.Forms;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Portal;

/// <summary>Who applies: the person of the account, or an organisation the person names.</summary>
public sealed partial class ApplicantPage
{
    private PersonDetails? _person;

    private protected override string Step => "applicant";

    private ApplicantView Applicant => Draft!.Draft.Applicant;

    private bool IsPerson => Applicant.Type == "1";

    /// <summary>Code table A.4, as far as the item is for them.</summary>
    private IReadOnlyList<string> Types => Draft!.Item.Audience is { Count: > 0 } audience ? audience : ["1", "2"];

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Wizard.Actor.AccountId is { } account && await Accounts.FindDetailsAsync(account, Ct) is { IdNumber.Length: > 0 } person)
        {
            _person = person;
        }
    }

    private protected override void Read(IFormCollection form)
    {
        var type = One(form, "type");
        type = Types.Contains(type) ? type : Applicant.Type;
        var phone = PhoneNumbers.Normalize(One(form, "phone"));
        var changed = type == Applicant.Type;
        Draft = Draft! with
        {
            Draft = Draft.Draft with
            {
                Applicant = type == "1"
                    ? _person is { } person ? new(type, person.Name, person.IdType ?? IdTypes.CitizenId, person.IdNumber!, phone)
                        : new(type, One(form, "name"), One(form, "idType") is { Length: > 0 } kind ? kind : IdTypes.CitizenId, One(form, "idNumber"), phone)
                    // The fields belonged to somebody else when the type was another one.
                    : new(type, changed ? One(form, "name") : "", IdTypes.CreditCode, changed ? CreditCode.Normalize(One(form, "idNumber")) : "", phone),
            },
        };
    }

    private protected override void Check(IFormCollection form)
    {
        More = !IsPerson && !form.ContainsKey("name");
        foreach (var problem in Wizard.Problems(Applicant))
        {
            var field = problem.Field?.Split('.')[^1] ?? "";
            if (!More || field is not ("name" or "idNumber"))
            {
                var text = Wizard.Text(problem);
                Errors.Add(new ErrorLine(text, $"#f-{field}"));
                Wrong.TryAdd(field, text);
            }
        }
    }

    private string? Look(string field) => Wrong.ContainsKey(field) ? "wrong" : null;

    private string? Described(string field, bool hint) => (hint, Wrong.ContainsKey(field)) switch
    {
        (true, true) => $"f-{field}-h f-{field}-e",
        (true, false) => $"f-{field}-h",
        (false, true) => $"f-{field}-e",
        _ => null,
    };

    private string? Bad(string field) => Wrong.ContainsKey(field) ? "true" : null;
}
