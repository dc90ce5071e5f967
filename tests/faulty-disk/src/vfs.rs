//! The file system that SQLite is given. Everything is passed on to the system's own one, after the disk
//! was asked and told.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use rusqlite::ffi;

use crate::content::Content;
use crate::{Inner, State, Trouble};

/// The folders that are disks.
static DISKS: Mutex<Vec<Arc<Inner>>> = Mutex::new(Vec::new());
/// The system's own file system, which lives as long as the process. Known before SQLite is given ours.
static SYSTEM: AtomicPtr<ffi::sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());
/// Registered once for the process.
static REGISTERED: Once = Once::new();

fn disks() -> MutexGuard<'static, Vec<Arc<Inner>>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a folder a disk.
pub(crate) fn register(disk: &Arc<Inner>) {
    disks().push(Arc::clone(disk));
    REGISTERED.call_once(|| {
        // SAFETY: finding the default file system initialises SQLite; what it gives lives for ever.
        let system = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
        assert!(!system.is_null(), "SQLite has a file system");
        // SAFETY: it is a file system, which is plain data.
        let mut ours = unsafe { std::ptr::read(system) };
        SYSTEM.store(system, Ordering::Release);
        ours.zName = c"dewan-faulty-disk".as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.szOsFile += size_of::<Handle>() as c_int;
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        let ours = Box::leak(Box::new(ours));
        // SAFETY: it lives for ever, and every function of it is one of SQLite's or of this file.
        let code = unsafe { ffi::sqlite3_vfs_register(ours, 1) };
        assert_eq!(code, ffi::SQLITE_OK, "SQLite takes the file system");
    });
}

/// Makes a disk an ordinary folder again.
pub(crate) fn forget(disk: &Arc<Inner>) {
    disks().retain(|other| !Arc::ptr_eq(other, disk));
}

fn disk_of(path: &Path) -> Option<Arc<Inner>> {
    let disks = disks();
    let found = disks.iter().find(|disk| path.starts_with(&disk.folder));
    found.cloned()
}

/// The path that SQLite names; `None` for a temporary file, which has no name.
///
/// # Safety
/// `name` is null or a C string.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: as the caller says.
    let name = unsafe { CStr::from_ptr(name) };
    Some(PathBuf::from(name.to_str().ok()?))
}

/// What SQLite holds of an open file. The system's own one stands right behind it.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    /// Null for a file that is on no disk.
    about: *mut About,
}

/// An open file of a disk.
struct About {
    disk: Arc<Inner>,
    path: PathBuf,
    life: u64,
    /// Syncing it the first time syncs the folder, too: SQLite does so for logs it makes.
    syncs_folder: Cell<bool>,
}

impl About {
    /// The state of the disk, unless the power went since the file was opened.
    fn state(&self) -> Option<MutexGuard<'_, State>> {
        let state = self.disk.lock();
        (!state.is_off && state.life == self.life).then_some(state)
    }
}

/// # Safety
/// `file` was opened by [`open`].
unsafe fn system_file(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` has room for both.
    unsafe { file.byte_add(size_of::<Handle>()) }
}

/// # Safety
/// `file` was opened by [`open`].
unsafe fn methods(file: *mut ffi::sqlite3_file) -> &'static ffi::sqlite3_io_methods {
    // SAFETY: an open file of the system has methods, which live for ever.
    unsafe { &*(*system_file(file)).pMethods }
}

/// # Safety
/// `file` was opened by [`open`] and is closed after the answer's last use.
unsafe fn about<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a About> {
    // SAFETY: the handle is ours, and `about` is null or from a box that `close` takes back.
    unsafe { (*file.cast::<Handle>()).about.as_ref() }
}

/// Calls a method of the system's own file system.
macro_rules! pass_on {
    ($method:ident, $file:ident $(, $argument:expr)*) => {{
        // SAFETY: the file is an open one of ours, the arguments are SQLite's.
        let (methods, file) = unsafe { (methods($file), system_file($file)) };
        let method = methods.$method.expect("the system's file has this method");
        // SAFETY: as above.
        unsafe { method(file $(, $argument)*) }
    }};
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // No memory mapping.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let system = SYSTEM.load(Ordering::Acquire);
    let handle = file.cast::<Handle>();
    // SAFETY: SQLite gives room for `szOsFile` bytes.
    unsafe {
        (*handle).base.pMethods = std::ptr::null();
        (*handle).about = std::ptr::null_mut();
        (*system_file(file)).pMethods = std::ptr::null();
    }
    // SAFETY: SQLite gives a C string or null.
    let path = unsafe { path_of(name) };
    let disk = path.as_deref().and_then(disk_of);
    let mut flags = flags;
    let mut was_there = true;
    if let (Some(disk), Some(path)) = (&disk, &path) {
        let state = disk.lock();
        was_there = path.exists();
        let may_not_write = state.trouble == Trouble::ReadOnly;
        if state.is_off || may_not_write && !was_there {
            return ffi::SQLITE_CANTOPEN;
        }
        if may_not_write && flags & ffi::SQLITE_OPEN_READWRITE != 0 {
            flags &= !(ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE);
            flags |= ffi::SQLITE_OPEN_READONLY;
        }
    }
    // SAFETY: the system's file system gets what SQLite gave, and room for its own file.
    let code = unsafe {
        let open = (*system).xOpen.expect("a file system opens files");
        open(system, name, system_file(file), flags, out_flags)
    };
    if code != ffi::SQLITE_OK {
        // SAFETY: as above. SQLite closes only what has methods.
        unsafe { (*handle).base.pMethods = std::ptr::null() };
        return code;
    }
    if let (Some(disk), Some(path)) = (disk, path) {
        let mut state = disk.lock();
        let life = state.life;
        state.files.entry(path.clone()).or_insert_with(|| {
            let bytes = std::fs::read(&path).unwrap_or_default();
            // An empty file was made just now, by whoever opens it.
            let is_entered = was_there && !bytes.is_empty();
            Content::found(bytes, is_entered)
        });
        drop(state);
        let makes_log = ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL;
        let about = Box::new(About {
            disk,
            path,
            life,
            syncs_folder: Cell::new(flags & makes_log != 0 && flags & ffi::SQLITE_OPEN_CREATE != 0),
        });
        // SAFETY: the handle is ours; `close` takes the box back.
        unsafe { (*handle).about = Box::into_raw(about) };
    }
    // SAFETY: the handle is ours.
    unsafe { (*handle).base.pMethods = &raw const METHODS };
    code
}

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    syncs_folder: c_int,
) -> c_int {
    let system = SYSTEM.load(Ordering::Acquire);
    // SAFETY: SQLite gives a C string.
    let path = unsafe { path_of(name) };
    if let Some(path) = &path
        && let Some(disk) = disk_of(path)
    {
        let mut state = disk.lock();
        if state.is_off {
            return ffi::SQLITE_IOERR_DELETE;
        }
        if matches!(state.trouble, Trouble::ReadOnly | Trouble::Failing) {
            return ffi::SQLITE_IOERR_DELETE;
        }
        let goes = state.power_goes();
        if let Some(content) = state.files.remove(path)
            && content.is_entered
        {
            state.removed.insert(path.clone(), content);
        }
        if goes {
            return ffi::SQLITE_IOERR_DELETE;
        }
        if syncs_folder != 0 {
            state.sync_folder();
        }
    }
    // SAFETY: passed on as it came.
    unsafe {
        let delete = (*system).xDelete.expect("a file system removes files");
        delete(system, name, syncs_folder)
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let handle = file.cast::<Handle>();
    // SAFETY: the handle is ours, and nobody uses it after this.
    let about = unsafe { std::mem::replace(&mut (*handle).about, std::ptr::null_mut()) };
    if !about.is_null() {
        // SAFETY: `open` made it of a box.
        drop(unsafe { Box::from_raw(about) });
    }
    pass_on!(xClose, file)
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    to: *mut c_void,
    len: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open.
    if let Some(about) = unsafe { about(file) } {
        match about.state() {
            Some(state) if state.trouble != Trouble::Unreadable => {}
            _ => return ffi::SQLITE_IOERR_READ,
        }
    }
    pass_on!(xRead, file, to, len, at)
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    len: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open.
    if let Some(about) = unsafe { about(file) } {
        let Some(mut state) = about.state() else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        let (Ok(length), Ok(place)) = (usize::try_from(len), u64::try_from(at)) else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        let State { files, trouble, .. } = &mut *state;
        let Some(content) = files.get_mut(&about.path) else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        match trouble {
            Trouble::None => {}
            Trouble::Full(room) => {
                let grows = (place + length as u64).saturating_sub(content.len);
                if grows > *room {
                    return ffi::SQLITE_FULL;
                }
                *room -= grows;
            }
            Trouble::Failing | Trouble::Unreadable | Trouble::ReadOnly => {
                return ffi::SQLITE_IOERR_WRITE;
            }
        }
        // SAFETY: SQLite gives so many bytes.
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) };
        content.write(place, bytes);
        if state.power_goes() {
            return ffi::SQLITE_IOERR_WRITE;
        }
    }
    pass_on!(xWrite, file, from, len, at)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, len: ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    if let Some(about) = unsafe { about(file) } {
        let Some(mut state) = about.state() else {
            return ffi::SQLITE_IOERR_TRUNCATE;
        };
        if !matches!(state.trouble, Trouble::None | Trouble::Full(_)) {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        if let Some(content) = state.files.get_mut(&about.path) {
            content.truncate(u64::try_from(len).unwrap_or_default());
        }
        if state.power_goes() {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
    }
    pass_on!(xTruncate, file, len)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the file is open.
    let Some(about) = (unsafe { about(file) }) else {
        return pass_on!(xSync, file, ffi::SQLITE_SYNC_NORMAL);
    };
    let Some(mut state) = about.state() else {
        return ffi::SQLITE_IOERR_FSYNC;
    };
    if !matches!(state.trouble, Trouble::None | Trouble::Full(_)) || state.power_goes() {
        return ffi::SQLITE_IOERR_FSYNC;
    }
    state.syncs += 1;
    if let Some(content) = state.files.get_mut(&about.path) {
        content.sync();
    }
    if about.syncs_folder.take() {
        // Here it is kept in the state, so the real disk need not be waited for.
        state.sync_folder();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    pass_on!(xFileSize, file, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass_on!(xLock, file, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass_on!(xUnlock, file, level)
}

unsafe extern "C" fn check_reserved_lock(
    file: *mut ffi::sqlite3_file,
    answer: *mut c_int,
) -> c_int {
    pass_on!(xCheckReservedLock, file, answer)
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    operation: c_int,
    argument: *mut c_void,
) -> c_int {
    pass_on!(xFileControl, file, operation, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    pass_on!(xSectorSize, file)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    pass_on!(xDeviceCharacteristics, file)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    to: *mut *mut c_void,
) -> c_int {
    pass_on!(xShmMap, file, page, size, extend, to)
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    pass_on!(xShmLock, file, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    pass_on!(xShmBarrier, file);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    pass_on!(xShmUnmap, file, delete)
}
