using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;
using Platform.Server.Data;

namespace Platform.Benchmarks;

/// <summary>
/// Rows as the cases of a city would leave them: thirteen districts of ten streets and thirty authorities, names as they are distributed roughly, states in
/// their tables of columns, lines, words and tasks; the sealed state is noise of its usual length.
/// </summary>
internal sealed class City
{
    public const string Identity = "330110195803120004";
    private const int Together = 500;
    private const int Districts = 13;
    private const int Streets = 10;
    private const int Authorities = 30;
    private const int StateBytes = 3000;
    private const string Surnames = "王王王李李李张张张刘刘陈陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁";
    private const string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红玲芬燕彬鹏浩凯秀珍莉丹飞龙云鑫波宇晨";
    private static readonly string[] Trades = ["美容", "餐饮", "酒店", "科技", "商贸", "物业", "咨询", "健身", "教育", "建筑"];
    private readonly ICommitQueue _queue;
    private readonly IPersonalData _personal;
    private readonly IIdSource _ids;
    private readonly Random _random = new(20260304);
    private readonly byte[] _sealed;
    private readonly DateTimeOffset _now;
    private readonly Guid _colleague;

    public City(IServiceProvider services)
    {
        _queue = services.GetRequiredService<ICommitQueue>();
        _personal = services.GetRequiredService<IPersonalData>();
        _ids = services.GetRequiredService<IIdSource>();
        _now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        _sealed = _personal.Seal(new byte[StateBytes]);
        _colleague = _ids.Next();
        Officer = new(ActorKind.Staff, _colleague, "科员", [new Grant(Roles.CaseOfficer, Place(4), Authority(4, 7)), new Grant(Roles.AcceptanceOfficer, Place(4), Authority(4, 7))]);
        District = new(ActorKind.Staff, _ids.Next(), "区", [new Grant(Roles.Supervisor, Place(4))]);
        Whole = new(ActorKind.Staff, _ids.Next(), "市", [new Grant(Roles.Supervisor, LocalityCode.Parse("3301"))]);
    }

    public static string[] Items { get; } = [.. Enumerable.Range(0, 60).Select(n => $"service-item-number-{n:00}")];

    public Actor Officer { get; }

    public Actor District { get; }

    public Actor Whole { get; }

    public DateOnly Today => ChinaTime.DayOf(_now);

    public static LocalityCode AnyStreet => LocalityCode.Parse(Place(5).Value + "003");

    public string AnyNumber { get; private set; } = "";

    public string AnyName { get; private set; } = "";

    public string AnyEnterprise { get; private set; } = "";

    /// <summary>The newest cases have the tasks.</summary>
    public async Task FillAsync(int cases, int tasks)
    {
        for (var from = 0; from < cases; from += Together)
        {
            var rows = Enumerable.Range(from, Math.Min(Together, cases - from)).Select(n => Draw(n, cases, n >= cases - tasks)).ToList();
            _ = (await _queue.CommitAsync<Done>(
                async (transaction, ct) =>
                {
                    foreach (var row in rows)
                    {
                        await WriteAsync(transaction, row, ct);
                    }

                    return Done.It;
                },
                CancellationToken.None)).Value;
        }
    }

    private static LocalityCode Place(int district) => LocalityCode.Parse("3301" + (district + 1).ToString("00", CultureInfo.InvariantCulture));

    private static string Authority(int district, int n) => $"11{Place(district).Value}MB{n:00000000}"[..18];

    private Row Draw(int n, int cases, bool open)
    {
        var district = _random.Next(Districts);
        var authority = Authority(district, _random.Next(Authorities));
        var name = Name();
        var filedAt = _now.AddMinutes(-(cases - n) * (365.0 * 24 * 60 / cases));
        var state = !open ? CaseState.Delivered : _random.Next(200) == 0 ? CaseState.Suspended : _random.Next(3) switch { 0 => CaseState.Received, 1 => CaseState.Accepted, _ => CaseState.InReview };
        var number = $"{authority}{filedAt:yyyyMMdd}{n:0000000}";
        if (n == cases / 2)
        {
            (AnyNumber, AnyName) = (number, name);
        }

        AnyEnterprise = name.Length > 6 ? name : AnyEnterprise;
        // Skewed: some items are what most people come for.
        var item = Items[(int)(Items.Length * Math.Pow(_random.NextDouble(), 2))];
        return new(_ids.Next(), LocalityCode.Parse(Place(district).Value + "00" + _random.Next(Streets)), authority, number, item, state, name, filedAt, open);
    }

    private string Name()
    {
        if (_random.Next(10) < 3)
        {
            return $"杭州{Pick(Given)}{Pick(Given)}{Trades[_random.Next(Trades.Length)]}有限公司";
        }

        return $"{Pick(Surnames)}{Pick(Given)}{(_random.Next(5) > 0 ? Pick(Given) : "")}";
    }

    private string Pick(string from) => from[_random.Next(from.Length)].ToString();

    private async Task WriteAsync(System.Data.Common.DbTransaction transaction, Row row, CancellationToken ct)
    {
        DateOnly? due = row.Open ? Today.AddDays(_random.Next(-5, 30)) : null;
        var hash = row.Name == AnyName ? _personal.LookupHash("idNumber:111", Identity) : _personal.LookupHash("idNumber:111", row.Id.ToString());
        await transaction.Prepared(
            """
            insert into case_state (case_id, version, locality, plain, sealed) values (@id, @version, @locality, 0, @sealed)
            """)
            .Set("@id", row.Id).Set("@version", 5L).Set("@locality", row.Locality).Set("@sealed", _sealed)
            .ExecuteAsync(ct);
        var line = new CaseSummaryLine(LocalizedText.Of("公共场所卫生许可（新办）", "Hygiene permit for public places"), LocalizedText.Of("某某区卫生健康局", "Health bureau"), Masks.Apply(Mask.Name, row.Name), "330110********0004", false);
        await transaction.Prepared(
            """
            insert into case_line (case_id, locality, authority, number, item_code, state, applicant_account, applicant_hash, filed_at, due_on, word_version, summary)
            values (@id, @locality, @authority, @number, @item, @state, @account, @hash, @filed, @due, @version, @summary)
            """)
            .Set("@id", row.Id).Set("@locality", row.Locality).Set("@authority", row.Authority).Set("@number", row.Number).Set("@item", row.Item).Set("@state", row.State.ToString())
            .Set("@account", (Guid?)row.Id).Set("@hash", hash).Set("@filed", row.FiledAt).Set("@due", due).Set("@version", CaseWords.Version).Set("@summary", line.ToJson())
            .ExecuteAsync(ct);
        var street = row.Locality.Value[^1..];
        foreach (var word in CaseWords.OfName(row.Name, _personal).Append(CaseWords.OfField("street", street, _personal)))
        {
            await transaction.Prepared("insert into case_word (word, case_id, locality) values (@word, @case, @locality)")
                .Set("@word", word).Set("@case", row.Id).Set("@locality", row.Locality)
                .ExecuteAsync(ct);
        }

        if (!row.Open)
        {
            return;
        }

        var claimed = _random.Next(3) == 0;
        var body = JsonSerializer.Serialize(new CaseTaskBody(LocalizedText.Of("审查", "Examine"), claimed ? "王磊" : null, line.ItemName, line.Applicant), ModelJson.Options);
        await transaction.Prepared(
            """
            insert into case_task (id, case_id, locality, role, authority, team, assignee, kind, step_id, opened_at, due_on, body, number, item_code, case_state, sort_due)
            values (@id, @case, @locality, @role, @authority, @team, @assignee, @kind, @step, @opened, @due, @body, @number, @item, @caseState, @sortDue)
            """)
            .Set("@id", _ids.Next()).Set("@case", row.Id).Set("@locality", row.Locality).Set("@role", _random.Next(2) == 0 ? Roles.CaseOfficer : Roles.AcceptanceOfficer)
            .Set("@authority", row.Authority).Set("@team", (string?)null).Set("@assignee", claimed ? (row.Authority == Officer.Grants[0].Authority ? _colleague : row.Id) : (Guid?)null)
            .Set("@kind", TaskKind.Review.ToString()).Set("@step", "review").Set("@opened", row.FiledAt).Set("@due", due).Set("@body", body).Set("@number", row.Number)
            .Set("@item", row.Item).Set("@caseState", row.State.ToString()).Set("@sortDue", due ?? TaskDue.Never)
            .ExecuteAsync(ct);
    }

    private sealed record Row(Guid Id, LocalityCode Locality, string Authority, string Number, string Item, CaseState State, string Name, DateTimeOffset FiledAt, bool Open);
}
